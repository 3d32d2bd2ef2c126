package postmortem

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// cited is how a section cites an entry: [@ID].
var cited = regexp.MustCompile(`[ \t]?\[@([0-9A-Za-z_-]{1,64})\]`)

func cite(id string) string { return " [@" + id + "]" }

// Cited gives the IDs of the entries that a text cites, each once.
func Cited(body string) []string {
	var ids []string
	for _, m := range cited.FindAllStringSubmatch(body, -1) {
		if !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// Line is an entry as a line of the timeline, with its citation.
func (s Set) Line(f Facts, e Evidence) string {
	zone := f.zone
	if zone == nil {
		zone = time.UTC
	}
	return "- " + s.words.when(e.At, f.first, zone) + " " + e.Text + cite(e.ID)
}

// Cite is how a text cites an entry.
func Cite(id string) string { return strings.TrimSpace(cite(id)) }

// uncited is a text without its citations.
func uncited(body string) string { return cited.ReplaceAllString(body, "") }

// Cites tells whether any section cites an entry by its whole ID.
func (d Document) Cites(id string) bool {
	for _, t := range d.Sections {
		if strings.Contains(t.Body, "[@"+id+"]") {
			return true
		}
	}
	return false
}

// Find gives the evidence of an ID, or of the beginning of one that is the
// only such.
func (f Facts) Find(id string) (Evidence, bool) {
	var found []Evidence
	for _, e := range f.Evidence {
		if e.ID == id {
			return e, true
		}
		if len(id) >= 6 && strings.HasPrefix(e.ID, id) {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		return Evidence{}, false
	}
	return found[0], true
}

var markup = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, "|", `\|`)

// literal is a stranger's text that is no markup.
func literal(said string) string { return markup.Replace(said) }
