package postmortem

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"turnaround/assets"
)

// words are what a postmortem is made of around its sections, and what blame
// sounds like, in one language.
type words struct {
	Language   string `toml:"language"`
	Heading    string `toml:"heading"`
	Clock      string `toml:"clock"` // how a time is written
	Full       string `toml:"full"`  // and one of another day
	Hour       string `toml:"hour"`
	Hours      string `toml:"hours"`
	Minute     string `toml:"minute"`
	Minutes    string `toml:"minutes"`
	Days       string `toml:"days"`
	Moment     string `toml:"moment"` // less than a minute
	DataSafe   string `toml:"data_safe"`
	DataHit    string `toml:"data_affected"`
	Promised   string `toml:"promised"` // "next update promised by {{due}}"
	More       string `toml:"more"`     // lines that a list leaves out
	Evidence   string `toml:"evidence"`
	Unknown    string `toml:"unknown"` // an entry that is not in the timeline
	Key        string `toml:"key"`     // in the place of a key that somebody typed
	NoActions  string `toml:"no_actions"`
	NoOwner    string `toml:"no_owner"`
	NoDay      string `toml:"no_day"`
	Open       string `toml:"open"`
	Done       string `toml:"done"`
	By         string `toml:"by"` // "{{what}}, by {{due}}"
	PublicDone string `toml:"public_done"`

	Columns map[string]string   `toml:"columns"` // headings of the actions' table
	Types   map[string]string   `toml:"types"`
	Phase   map[string]string   `toml:"phase"`
	Impact  map[string]string   `toml:"impact"`
	Entry   map[string][]string `toml:"entry"` // by kind; the first that can be filled

	Roles          []string          `toml:"roles"`          // people without a name
	Faults         []string          `toml:"faults"`         // what one says of whom one blames
	Named          []string          `toml:"named"`          // faults that only a person has: any name before them will do
	Blame          map[string]string `toml:"blame"`          // with what to write instead
	Counterfactual map[string]string `toml:"counterfactual"` // likewise
	Harmless       []string          `toml:"harmless"`
	Instead        map[string]string `toml:"instead"` // of a person with a fault, or of words that blame
}

var lexicon = sync.OnceValues(func() (map[string]words, error) {
	all := map[string]words{}
	for _, language := range Languages {
		path := "postmortem/words-" + language + ".toml"
		raw, err := assets.Postmortem.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the words of postmortems: %w", err)
		}
		var w words
		if err := toml.NewDecoder(strings.NewReader(string(raw))).DisallowUnknownFields().Decode(&w); err != nil {
			return nil, fmt.Errorf("read the words of postmortems in %s: %w", path, err)
		}
		all[language] = w
	}
	return all, nil
})

func readWords(language string) (words, error) {
	all, err := lexicon()
	return all[language], err
}

// when writes a time, with its day where that is not the day of first.
func (w words) when(at, first time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(zone)
	layout := w.Clock
	if first.IsZero() || local.Format(time.DateOnly) != first.In(zone).Format(time.DateOnly) {
		layout = w.Full
	}
	return local.Format(layout)
}

// lasting says a span as a sentence would: "1 hour 20 minutes".
func (w words) lasting(d time.Duration) string {
	if d = d.Round(time.Minute); d <= 0 {
		return w.Moment
	}
	if d >= 72*time.Hour {
		return counted(w.Days, w.Days, int(d.Hours()/24))
	}
	return strings.TrimSpace(counted(w.Hour, w.Hours, int(d/time.Hour)) + " " + counted(w.Minute, w.Minutes, int(d%time.Hour/time.Minute)))
}

func counted(one, many string, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return one
	}
	said, _ := put(many, map[string]string{"count": strconv.Itoa(n)})
	return said
}

// put fills the gaps of a line; false: one cannot be.
func put(line string, values map[string]string) (string, bool) {
	whole := true
	said := gap.ReplaceAllStringFunc(line, func(g string) string {
		value := values[strings.Trim(g, "{} ")]
		whole = whole && value != ""
		return value
	})
	return said, whole
}

// fill puts facts into a section's beginning. A line with a gap that nobody
// can fill is left out; a line that begins with | stands in for it.
func fill(body string, values map[string]string) string {
	var lines []string
	leftOut := false
	for _, line := range strings.Split(body, "\n") {
		if rest, alternative := strings.CutPrefix(line, "|"); alternative {
			if !leftOut {
				continue
			}
			line = strings.TrimSpace(rest)
		}
		said, ok := put(line, values)
		if leftOut = !ok; leftOut || said == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, said)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
