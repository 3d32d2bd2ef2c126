package update

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"turnaround/app/text"
	"turnaround/assets"
)

// phrases are what texts are made of around the answers, in one language.
type phrases struct {
	Language  string            `toml:"language"`
	Clock     string            `toml:"clock"` // how a time of day is written
	Day       string            `toml:"day"`   // a time on another day
	Date      string            `toml:"date"`
	Months    []string          `toml:"months"`
	Hour      string            `toml:"hour"`
	Hours     string            `toml:"hours"`
	Minute    string            `toml:"minute"`
	Minutes   string            `toml:"minutes"`
	Days      string            `toml:"days"`
	DataSafe  string            `toml:"data_safe"`
	Trouble   string            `toml:"trouble"`
	Suspected string            `toml:"suspected"`
	Over      string            `toml:"over"`
	Mail      string            `toml:"mail"`
	Chat      string            `toml:"chat"`
	Zones     map[string]string `toml:"zones"` // what the language calls them
	Subject   map[string]string `toml:"subject"`
	Phase     map[string]string `toml:"phase"`
}

func readPhrases(language string) (phrases, error) {
	var p phrases
	path := "updates/phrases-" + language + ".toml"
	raw, err := assets.Updates.ReadFile(path)
	if err != nil {
		return p, fmt.Errorf("read the phrases of updates: %w", err)
	}
	if err := toml.NewDecoder(strings.NewReader(string(raw))).DisallowUnknownFields().Decode(&p); err != nil {
		return p, fmt.Errorf("read the phrases of updates in %s: %w", path, err)
	}
	if len(p.Months) != 12 {
		return p, fmt.Errorf("read the phrases of updates in %s: %d months", path, len(p.Months))
	}
	return p, nil
}

// when writes a time as readers of the zone do, with the zone, and with the day
// where it is not that of now.
func (p phrases) when(at, now time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(zone)
	clock := local.Format(p.Clock) + " " + p.zone(local)
	if y, m, d := now.In(zone).Date(); !now.IsZero() && y == local.Year() && m == local.Month() && d == local.Day() {
		return clock
	}
	return put(p.Day, map[string]string{"clock": clock, "date": p.date(local)})
}

// zone is the name readers know, or the offset where there is none: what only
// some call a zone is read as none.
func (p phrases) zone(local time.Time) string {
	name, _ := local.Zone()
	if own, ok := p.Zones[name]; ok {
		return own
	}
	return zoneOf(local)
}

func (p phrases) date(local time.Time) string {
	return put(p.Date, map[string]string{"day": strconv.Itoa(local.Day()), "month": p.Months[local.Month()-1]})
}

// lasting says a span as a sentence would: "1 hour 20 minutes".
func (p phrases) lasting(d time.Duration) string {
	d = d.Round(time.Minute)
	if d <= 0 {
		return ""
	}
	if d >= 72*time.Hour {
		return count(p.Days, p.Days, int(d.Hours()/24))
	}
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	return strings.TrimSpace(count(p.Hour, p.Hours, hours) + " " + count(p.Minute, p.Minutes, minutes))
}

func count(one, many string, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return one
	}
	return put(many, map[string]string{"count": strconv.Itoa(n)})
}

// put fills the gaps of a phrase.
func put(phrase string, values map[string]string) string {
	return gap.ReplaceAllStringFunc(phrase, func(g string) string { return values[strings.Trim(g, "{} ")] })
}

// Trouble says that something is wrong with what customers call say, as long as
// nobody has said what; suspected: nobody knows yet whether they notice.
func (s Set) Trouble(say string, suspected bool) string {
	sentence := s.phrases.Trouble
	if suspected {
		sentence = s.phrases.Suspected
	}
	return upperFirst(render(sentence, map[string]string{"say": text.Line(say, 200)}))
}

// Over says that the trouble with what customers call say is over.
func (s Set) Over(say string) string {
	return upperFirst(render(s.phrases.Over, map[string]string{"say": text.Line(say, 200)}))
}
