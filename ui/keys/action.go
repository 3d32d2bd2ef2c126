package keys

import "turnaround/ui/words"

// Action is something a key does; its name is the one in [look.keys].
type Action string

// The actions that have a key.
const (
	Down        Action = "down"
	Up          Action = "up"
	First       Action = "first"
	Last        Action = "last"
	PageUp      Action = "page_up"
	PageDown    Action = "page_down"
	Open        Action = "open"
	Back        Action = "back"
	NextPane    Action = "next_pane"
	Search      Action = "search"
	Select      Action = "select"
	SelectAll   Action = "select_all"
	Section1    Action = "section_1"
	Section2    Action = "section_2"
	Section3    Action = "section_3"
	Section4    Action = "section_4"
	Section5    Action = "section_5"
	Acknowledge Action = "acknowledge"
	Snooze      Action = "snooze"
	Resolve     Action = "resolve"
	Note        Action = "note"
	Send        Action = "send"
	Severity    Action = "severity"
	Assign      Action = "assign"
	Merge       Action = "merge"
	Split       Action = "split"
	Declare     Action = "declare"
	Impact      Action = "impact"
	Told        Action = "told"
	Update      Action = "update"
	Question1   Action = "question_1"
	Question2   Action = "question_2"
	Question3   Action = "question_3"
	Question4   Action = "question_4"
	Question5   Action = "question_5"
	Question6   Action = "question_6"
	Yes         Action = "yes"
	No          Action = "no"
	Unsure      Action = "unsure"
	Journey     Action = "journey"
	Links       Action = "links"
	Copy        Action = "copy"
	Postmortem  Action = "postmortem"
	Evidence    Action = "evidence"
	ActionItem  Action = "action_item"
	Undo        Action = "undo"
	GoNow       Action = "go_now"
	GoCustomers Action = "go_customers"
	GoDrill     Action = "go_drill"
	GoSettings  Action = "go_settings"
	Settings    Action = "settings"
	Save        Action = "save"
	Export      Action = "export"
	Import      Action = "import"
	Sync        Action = "sync"
	Mute        Action = "mute"
	Queue       Action = "queue"
	Keys        Action = "keys"
	Quit        Action = "quit"
)

// group is a part of the overview of all keys.
type group int

const (
	moving group = iota
	acting
	going
	window
)

func (g group) name() string {
	switch g {
	case moving:
		return words.T("Move")
	case acting:
		return words.T("Incidents")
	case going:
		return words.T("Go to")
	}
	return words.T("Window")
}

// known is an action with its default keys ("|" parts alternatives, a space
// the strokes of a sequence) and its name on screen.
type known struct {
	action Action
	keys   string
	group  group
	name   func() string
}

var table = []known{
	{Down, "J|Down", moving, func() string { return words.T("Next row") }},
	{Up, "K|Up", moving, func() string { return words.T("Previous row") }},
	{First, "Home", moving, func() string { return words.T("First row") }},
	{Last, "End", moving, func() string { return words.T("Last row") }},
	{PageUp, "PgUp", moving, func() string { return words.T("Page up") }},
	{PageDown, "PgDn", moving, func() string { return words.T("Page down") }},
	{Open, "Enter", moving, func() string { return words.T("Open") }},
	{Back, "Esc", moving, func() string { return words.T("Back, close") }},
	{NextPane, "F6", moving, func() string { return words.T("Next pane") }},
	{Search, "/|Ctrl+F", moving, func() string { return words.T("Search") }},
	{Select, "X", moving, func() string { return words.T("Select") }},
	{SelectAll, "Ctrl+A", moving, func() string { return words.T("Select all") }},
	{Section1, "1", moving, func() string { return words.T("First section") }},
	{Section2, "2", moving, func() string { return words.T("Second section") }},
	{Section3, "3", moving, func() string { return words.T("Third section") }},
	{Section4, "4", moving, func() string { return words.T("Fourth section") }},
	{Section5, "5", moving, func() string { return words.T("Fifth section") }},
	{Question1, "Alt+1", moving, func() string { return words.T("First question") }},
	{Question2, "Alt+2", moving, func() string { return words.T("Second question") }},
	{Question3, "Alt+3", moving, func() string { return words.T("Third question") }},
	{Question4, "Alt+4", moving, func() string { return words.T("Fourth question") }},
	{Question5, "Alt+5", moving, func() string { return words.T("Fifth question") }},
	{Question6, "Alt+6", moving, func() string { return words.T("Sixth question") }},
	{Acknowledge, "A", acting, func() string { return words.T("Acknowledge") }},
	{Snooze, "S", acting, func() string { return words.T("Snooze") }},
	{Resolve, "R", acting, func() string { return words.T("Resolve") }},
	{Note, "N", acting, func() string { return words.T("Note") }},
	{Send, "Ctrl+Enter", acting, func() string { return words.T("Send, finish") }},
	{Severity, "V", acting, func() string { return words.T("Change severity") }},
	{Assign, "H", acting, func() string { return words.T("Hand over") }},
	{Merge, "Ctrl+M", acting, func() string { return words.T("Merge") }},
	{Split, "Ctrl+Shift+M", acting, func() string { return words.T("Split") }},
	{Declare, "C", acting, func() string { return words.T("Declare an incident") }},
	{Impact, "I", acting, func() string { return words.T("Customers affected") }},
	{Told, "T", acting, func() string { return words.T("Told elsewhere") }},
	{Update, "U", acting, func() string { return words.T("Update customers") }},
	{Yes, "Y", acting, func() string { return words.T("Customers affected: yes") }},
	{No, "0", acting, func() string { return words.T("Customers affected: no") }},
	{Unsure, "?", acting, func() string { return words.T("Customers affected: not sure") }},
	{Journey, "M", acting, func() string { return words.T("What customers went through") }},
	{Links, "O", acting, func() string { return words.T("Open links") }},
	{Copy, "Y|Ctrl+C", acting, func() string { return words.T("Copy") }},
	{Postmortem, "P", acting, func() string { return words.T("Postmortem") }},
	{Evidence, "E", acting, func() string { return words.T("Insert evidence") }},
	{ActionItem, "I", acting, func() string { return words.T("Add an action item") }},
	{Undo, "Z|Ctrl+Z", acting, func() string { return words.T("Undo") }},
	{GoNow, "G N", going, func() string { return words.T("Now") }},
	{GoCustomers, "G C", going, func() string { return words.T("Customers") }},
	{GoDrill, "G D", going, func() string { return words.T("Drill") }},
	{GoSettings, "G S", going, func() string { return words.T("Settings") }},
	{Settings, "Ctrl+,", window, func() string { return words.T("Settings") }},
	{Save, "Ctrl+S", window, func() string { return words.T("Save") }},
	{Export, "Ctrl+E", window, func() string { return words.T("Export") }},
	{Import, "Ctrl+O", window, func() string { return words.T("Open an archive") }},
	{Sync, "F5", window, func() string { return words.T("Ask the sources now") }},
	{Mute, "Ctrl+Shift+U", window, func() string { return words.T("Mute") }},
	{Queue, "Ctrl+Shift+Q", window, func() string { return words.T("What waits to be sent") }},
	{Keys, "?|F1", window, func() string { return words.T("All keys") }},
	{Quit, "Ctrl+Q", window, func() string { return words.T("Quit") }},
}

// lookUp finds an action in the table; nil where it is unknown.
func lookUp(a Action) *known {
	for n := range table {
		if table[n].action == a {
			return &table[n]
		}
	}
	return nil
}

// Known tells whether an action has this name.
func Known(a Action) bool { return lookUp(a) != nil }
