package postmortem

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"turnaround/app/update"
)

// Markdown gives the whole postmortem for colleagues, with its evidence as
// footnotes. A key that stands in a note or a section is taken out.
func (d Document) Markdown(s Set, f Facts) (string, error) {
	return update.WithoutKeys(d.markdown(s, f), s.words.Key)
}

func (d Document) markdown(s Set, f Facts) string {
	var b strings.Builder
	w, notes := s.words, footnotes{}
	fmt.Fprintf(&b, "# %s: %s\n\n", w.Heading, literal(d.Title))
	fmt.Fprintf(&b, "%s #%d · %s\n", d.Severity, d.Number, f.values["opened"])
	for _, section := range s.List() {
		body := strings.TrimSpace(d.Sections[section.ID].Body)
		actions := section.Full.Actions > 0
		if body == "" && !actions {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n", section.Title)
		if body != "" {
			fmt.Fprintf(&b, "\n%s\n", notes.number(lowered(body)))
		}
		if actions {
			fmt.Fprintf(&b, "\n%s\n", d.table(w))
		}
	}
	if len(notes.ids) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", w.Evidence)
		for n, id := range notes.ids {
			said := w.Unknown
			if e, ok := f.Find(id); ok {
				said = w.when(e.At, f.first, f.zone) + " " + e.Text
			}
			fmt.Fprintf(&b, "[^%d]: %s (%s)\n", n+1, said, id)
		}
	}
	return b.String()
}

// footnotes number what is cited, in the order of the text.
type footnotes struct{ ids []string }

func (n *footnotes) number(body string) string {
	return cited.ReplaceAllStringFunc(body, func(c string) string {
		id := cited.FindStringSubmatch(c)[1]
		for i, known := range n.ids {
			if known == id {
				return "[^" + strconv.Itoa(i+1) + "]"
			}
		}
		n.ids = append(n.ids, id)
		return "[^" + strconv.Itoa(len(n.ids)) + "]"
	})
}

var headline = regexp.MustCompile(`(?m)^(#{1,4})( +\S)`)

// lowered puts the headings within a section below those of the sections.
func lowered(body string) string { return headline.ReplaceAllString(body, "##$1$2") }

// table shows the actions.
func (d Document) table(w words) string {
	if len(d.Actions) == 0 {
		return w.NoActions
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|", w.Columns["action"], w.Columns["type"], w.Columns["owner"], w.Columns["due"], w.Columns["state"])
	for _, a := range d.Actions {
		state := w.Open
		if a.Done {
			state = w.Done
		}
		kind := w.Types[string(a.Kind)]
		fmt.Fprintf(&b, "\n| %s | %s | %s | %s | %s | %s |", a.ID, literal(a.Text), kind, literal(or(a.Owner, w.NoOwner)), or(a.Due, w.NoDay), state)
	}
	return b.String()
}

func or(said, otherwise string) string {
	if said == "" {
		return otherwise
	}
	return said
}
