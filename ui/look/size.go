package look

import "fyne.io/fyne/v2"

// Text sizes on the desktop.
const (
	Axis      float32 = 11 // axes and key caps
	Meta      float32 = 12
	Body      float32 = 13
	Card      float32 = 14 // card titles and previews
	Section   float32 = 16 // sections and clocks
	PageTitle float32 = 20
	Heading   float32 = 22 // the incident's title
	Tile      float32 = 24 // figures
	FirstRun  float32 = 30
)

// Text sizes on a phone.
const (
	PhoneTab     float32 = 12
	PhoneMeta    float32 = 14
	PhoneBody    float32 = 16
	PhoneTitle   float32 = 26
	PhoneElapsed float32 = 48
)

// Heights.
const (
	Row              float32 = 56
	RowCompact       float32 = 32 // 10,000 items
	RowPhone         float32 = 70
	SectionHead      float32 = 28
	SectionHeadPhone float32 = 33
	Button           float32 = 32
	ButtonSmall      float32 = 26
	Input            float32 = 32
	Tab              float32 = 38
	Head             float32 = 56
	Clock            float32 = 78
	Status           float32 = 28
	Drill            float32 = 44
	Target           float32 = 44 // the least a finger hits
	PhoneAck         float32 = 104
	PhoneTabs        float32 = 64 // without the safe area
)

// Widths.
const (
	Rail    float32 = 80
	List    float32 = 440
	ListMin float32 = 360
	ListMax float32 = 560
	Facts   float32 = 232
	Beside  float32 = 300 // what a drill puts in the place of the facts
)

// Spaces.
const (
	S4  float32 = 4
	S6  float32 = 6
	S8  float32 = 8
	S10 float32 = 10
	S12 float32 = 12
	S14 float32 = 14
	S16 float32 = 16
	S20 float32 = 20
	S28 float32 = 28
)

// Radii and strokes; a pill's radius is half its height.
const (
	RadiusBar     float32 = 3
	RadiusKey     float32 = 4
	RadiusControl float32 = 6
	RadiusCard    float32 = 10
	RadiusPhone   float32 = 14
	Stroke        float32 = 1
	StrokeFocus   float32 = 2
	StrokeBar     float32 = 3 // the bar at what is selected
)

// Icon sizes.
const (
	Icon14 float32 = 14
	Icon16 float32 = 16
	Icon18 float32 = 18
	Icon20 float32 = 20
	Icon24 float32 = 24
)

// Scaled enlarges a text's size, or the height of what holds text, by the
// text-size setting. Spaces, radii and strokes stay as they are.
func Scaled(v float32) float32 { return v * current().scale() }

// Reading enlarges the size of a text that wraps or is written as Scaled does;
// body and meta are a phone's where the window is as narrow as one.
func Reading(size float32) float32 {
	t := current()
	return t.reading(size) * t.scale()
}

func (t Theme) reading(size float32) float32 {
	switch {
	case t.Phone && (size == Body || size == Card):
		return PhoneBody
	case t.Phone && size == Meta:
		return PhoneMeta
	}
	return size
}

// Width is a class of window widths.
type Width int

// The classes.
const (
	Phone  Width = iota // below 600: bottom tabs
	Narrow              // below 1000: list or detail
	Medium              // below 1280: no column of facts
	Wide
)

// WidthOf gives the class of a width.
func WidthOf(w float32) Width {
	switch {
	case w < 600:
		return Phone
	case w < 1000:
		return Narrow
	case w < 1280:
		return Medium
	}
	return Wide
}

// Measure gives the size of one line of text as it is drawn.
func Measure(text string, size float32, bold bool) fyne.Size {
	return fyne.MeasureText(text, size, fyne.TextStyle{Bold: bold})
}
