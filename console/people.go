package console

func (s *Console) peoplePages() {}
