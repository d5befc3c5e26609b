module example.org/caterina

go 1.26.0
