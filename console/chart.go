package console

// chart is a picture of a sheet as SVG. It says nothing that its table does not
// say, so screen readers are told what it is and sent to the table.
type chart struct {
	Title         string
	Width, Height int
	Series        []string // names, when there is more than one
	Bars          []bar
	Labels        []label
	Lines         []line // with values, behind columns
	wide          bool   // bars that lie
	names         []string
	values        [][]int
}

// bar is one rectangle; Series says whose colour it has.
type bar struct{ X, Y, W, H, Series int }

// label is a word at a place. Anchor is how it lies around it.
type label struct {
	X, Y   int
	Anchor string
	Text   string
}

// line is a horizontal line with its value.
type line struct {
	X1, X2, Y int
}

// barChart begins a chart of one series whose bars lie: for names that need
// room.
func barChart(title string) *chart { return &chart{Title: title, wide: true, Series: []string{""}} }

// columnChart begins a chart of columns, one for each series side by side.
func columnChart(title string, series ...string) *chart { return &chart{Title: title, Series: series} }

// add adds one name with the value of each series.
func (c *chart) add(name string, values ...int) {
	c.names, c.values = append(c.names, name), append(c.values, values)
}

// drawn lays the chart out; nil when there is nothing to see.
func (c *chart) drawn() *chart {
	most := 0
	for _, values := range c.values {
		for _, v := range values {
			most = max(most, v)
		}
	}
	switch {
	case most == 0:
		return nil
	case c.wide:
		c.layBars(most)
	default:
		c.layColumns(most)
	}
	return c
}

// Measures of a chart, in its own units.
const (
	chartWidth  = 640
	rowHeight   = 52 // a name above its bar
	barHeight   = 16
	valueWidth  = 70
	plotHeight  = 200
	plotTop     = 16
	axisWidth   = 64
	labelHeight = 30
)

func (c *chart) layBars(most int) {
	c.Width, c.Height = chartWidth, rowHeight*len(c.names)
	for i, name := range c.names {
		y, n := i*rowHeight, c.values[i][0]
		width := n * (chartWidth - valueWidth) / most
		if n > 0 {
			width = max(width, 2)
		}
		c.Labels = append(c.Labels, label{0, y + 16, "start", shortened(name, 60)}, label{width + 8, y + 22 + barHeight - 2, "start", thousands(n)})
		c.Bars = append(c.Bars, bar{0, y + 22, width, barHeight, 0})
	}
}

func (c *chart) layColumns(most int) {
	c.Width, c.Height = chartWidth, plotTop+plotHeight+labelHeight
	top := roundUp(most)
	for i := range 5 {
		value := top * i / 4
		if top < 4 && top*i%4 != 0 {
			continue // there are no half conversations
		}
		y := plotTop + plotHeight - plotHeight*i/4
		c.Lines = append(c.Lines, line{axisWidth, chartWidth, y})
		c.Labels = append(c.Labels, label{axisWidth - 6, y + 5, "end", thousands(value)})
	}
	slot := (chartWidth - axisWidth) / len(c.names)
	width := max(2, (slot-6)/len(c.Series))
	for i, name := range c.names {
		x := axisWidth + i*slot
		for series, n := range c.values[i] {
			height := n * plotHeight / top
			if n > 0 {
				height = max(height, 2)
			}
			c.Bars = append(c.Bars, bar{x + 3 + series*width, plotTop + plotHeight - height, width, height, series})
		}
		if i%2 == 0 || len(c.names) < 13 {
			c.Labels = append(c.Labels, label{x + slot/2, plotTop + plotHeight + 22, "middle", name})
		}
	}
}

// roundUp returns the next number that an axis ends well with, a multiple of 4.
func roundUp(n int) int {
	if n <= 4 {
		return max(n, 1)
	}
	step := 4
	for step*10 < n {
		step *= 10
	}
	for _, times := range []int{1, 2, 3, 4, 5, 6, 8, 10} {
		if step*times >= n {
			return step * times
		}
	}
	return step * 10
}

func shortened(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}
