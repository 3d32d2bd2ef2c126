package view

// Glyph is the shape behind a moment's icon.
type Glyph int

// The glyphs: a square is a machine's doing, a circle a person's.
const (
	Machine Glyph = iota
	Person
)

// Moment is one line of a timeline, ready to draw.
type Moment struct {
	Key   string // names it between redraws
	Day   string // set where another day begins: "Tue 12 May", drawn above it
	Clock string // "14:22", right-aligned; for a nested one too
	Glyph Glyph
	Icon  string
	Tone  Tone   // of the glyph
	Lead  string // bold: who, or what fired
	Rest  string // beside the lead, soft; wraps below it where there is no room
	Text  string // below, wraps: a note, a server's answer
	Chip  Chip   // "Will send", "Only here"
	// Fold is the link of a group of repeats, "Show 12" or "Hide"; empty: no group.
	Fold   string
	Opened bool // the group's own moments follow, Nested
	Nested bool
	Unseen bool
	Card   bool // what customers were told: it stands on a card
}
