package cmd

import (
	"fmt"
	"slices"
	"strings"

	"turnaround/app/postmortem"
	"turnaround/app/text"
)

// marks are how complete a section is, at one glance.
var marks = map[string]string{string(postmortem.Full): "full", string(postmortem.Half): "half", string(postmortem.None): " - "}

func (p *printer) postmortem(item PostmortemItem) error {
	p.linef("Postmortem of #%d %s: %d of %d sections done", item.Number, text.Line(item.Title, 120), item.Full, item.Needed)
	for _, s := range item.Sections {
		line := fmt.Sprintf("  (%-4s)  %-10s  %s", marks[s.State], s.ID, text.Line(s.Title, 60))
		if s.Why != "" {
			line += ": " + text.Line(s.Why, 120)
		}
		p.linef("%s", line)
	}
	if n := len(item.Findings); n > 0 {
		p.linef("%d remarks; \"turnaround postmortem check %d\" tells them", n, item.Number)
	}
	return p.err
}

func (p *printer) postmortemSection(item PostmortemItem, id string) error {
	at := slices.IndexFunc(item.Sections, func(s SectionItem) bool { return s.ID == id })
	if at < 0 {
		var names []string
		for _, s := range item.Sections {
			names = append(names, s.ID)
		}
		return usage(fmt.Errorf("section %q: %w; there are %s", text.Line(id, 40), postmortem.ErrNoSection, strings.Join(names, ", ")))
	}
	s := item.Sections[at]
	if p.json {
		return p.JSON(s)
	}
	p.linef("%s (%s)", text.Line(s.Title, 100), s.State)
	p.linef("  %s", text.Line(s.Guidance, 400))
	if s.Why != "" {
		p.linef("  %s", text.Line(s.Why, 200))
	}
	if s.Text != "" {
		p.linef("\n%s", text.Block(s.Text, 2000))
	}
	return p.err
}

func (p *printer) evidence(all []EvidenceItem) error {
	if p.json {
		return p.JSON(all)
	}
	for _, e := range all {
		p.linef("[@%s]  %s  %s", text.Line(e.ID, 64), p.when(e.At), text.Line(e.Text, 160))
	}
	if len(all) == 0 {
		p.linef("Nothing is in the timeline.")
	}
	return p.err
}

func (p *printer) plan(all []PlanItem) error {
	if p.json {
		return p.JSON(all)
	}
	for _, a := range all {
		state := "open"
		if a.Done {
			state = "done"
		}
		p.linef("%-4s  %s (%s; %s; %s; %s)", a.ID, text.Line(a.Text, 160), given(string(a.Kind), "no type"), given(text.Line(a.Owner, 60), "no owner"), given(a.Due, "no day"), state)
	}
	if len(all) == 0 {
		p.linef("No actions.")
	}
	return p.err
}

func given(said, otherwise string) string {
	if said == "" {
		return otherwise
	}
	return said
}

func (p *printer) postmortemFindings(item PostmortemItem) error {
	if p.json {
		return p.JSON(item.Findings)
	}
	for _, f := range item.Findings {
		place := f.Section
		if f.Action != "" {
			place = f.Action
		}
		if f.Section != "" && f.Line > 0 {
			place += fmt.Sprintf(", line %d", f.Line)
		}
		line := fmt.Sprintf("%-6s  %s (%s)  %s. %s.", f.Level, f.ID, place, f.Text, strings.TrimSuffix(text.Line(upper(f.Suggestion), 200), "."))
		if f.Fix {
			line += fmt.Sprintf(" Try %q.", f.Replace)
		}
		p.linef("%s", line)
	}
	if len(item.Findings) == 0 {
		p.linef("Nothing to mend.")
	}
	return p.err
}
