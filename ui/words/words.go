// Package words says everything a person reads on screen: texts in the chosen
// language, times and dates as that person writes them. The English text is the
// key of a translation; assets/translations holds the others.
package words

import (
	"maps"
	"strings"
	"sync"
	"text/template"
	"time"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Data fills the fields of a text: {{.Name}}.
type Data = map[string]any

// spoken is everything that changes with the language and the person's habits.
type spoken struct {
	tag      language.Tag // of the texts
	zone     *time.Location
	names    names
	order    order
	clock24  bool
	printer  *message.Printer
	known    map[string]bool // ids that lang was given
	unfilled map[string]string
}

var (
	// Fyne's bundle has no lock of its own; Use writes to it while others read.
	mu  sync.RWMutex
	now *spoken
)

// Until Use is called, the words are English, in UTC, with 24 hours: what a test
// sees does not depend on the computer it runs on.
func init() {
	clock24 := true
	use("en", language.English, time.UTC, &clock24)
}

// Mark tells the translators of a text that is handed to T later, as those in a
// table are. It returns the text as it is.
func Mark(text string) string { return text }

// T says a text in the chosen language; the English text is the key. Without a
// translation it is said in English.
func T(text string, data ...Data) string { return say(text, text, data) }

// As says a text that means something else elsewhere: As("status", "Open") is no
// verb. What tells them apart, a word or two, is for the translators alone.
func As(meaning, text string, data ...Data) string { return say(Key(meaning, text), text, data) }

// Key is the key of a text with a meaning of its own.
func Key(meaning, text string) string { return text + " [" + meaning + "]" }

func say(key, text string, data []Data) string {
	mu.RLock()
	defer mu.RUnlock()
	if len(data) == 0 {
		if said, ok := now.unfilled[key]; ok {
			return said
		}
		return text
	}
	return now.fill(ours+key, text, data[0])
}

// N says a text about n things. Its key is the English plural, with {{.Count}}
// where the number stands; grouping the digits is done here.
func N(text string, n int, data ...Data) string {
	mu.RLock()
	defer mu.RUnlock()
	with := Data{}
	if len(data) > 0 {
		maps.Copy(with, data[0])
	}
	with["Count"] = now.printer.Sprint(n)
	form := other
	if plural.Cardinal.MatchPlural(now.tag, max(n, -n), 0, 0, 0, 0) == plural.One {
		form = one
	}
	return now.fill(ours+text+form, text, with)
}

// Number says a whole number with its digits grouped: 10,000 or 10.000.
func Number(n int) string {
	mu.RLock()
	defer mu.RUnlock()
	return now.printer.Sprint(n)
}

func (s *spoken) fill(id, text string, data Data) string {
	if s.known[id] {
		return lang.X(id, text, data)
	}
	parsed, err := template.New("").Parse(text)
	if err != nil {
		return text
	}
	var said strings.Builder
	if err := parsed.Execute(&said, data); err != nil {
		return text
	}
	return said.String()
}
