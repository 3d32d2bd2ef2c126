package postmortem

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	doc "turnaround/app/postmortem"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// instead is what stands in the place of the columns; nil: nothing does.
func (f *frame) instead() fyne.CanvasObject {
	s := f.s
	switch {
	case s.gone():
		return f.sorry(words.T("This incident is gone"), words.T("It was too old to be kept."))
	case s.fault != nil:
		return f.sorry(words.T("The postmortem cannot be shown"), text.Block(s.fault.Error(), 600))
	case s.page != nil:
		return nil
	case s.sketch != nil:
		return f.door()
	}
	return parts.NewSkeleton(6, parts.Regular)
}

func (f *frame) sorry(what, why string) fyne.CanvasObject {
	again := parts.NewKeyButton(words.T("Try again"), "replay", keys.Open, parts.Primary, f.s.load)
	e := parts.NewEmptyState("error_outline", what, why, again)
	e.SetInk(look.InkCrit)
	return parts.NewPage(e)
}

// door says that nothing is written yet, and what would be filled in.
func (f *frame) door() fyne.CanvasObject {
	s := f.s
	begin := parts.NewKeyButton(words.T("Begin the postmortem"), "edit_note", keys.Open, parts.Primary, s.begin)
	names := []string{words.T("English"), words.T("German")}
	chosen := max(slices.Index(doc.Languages, s.sketch.Document.Language), 0)
	language := parts.NewSelect(words.T("Language of the postmortem"), names[:min(len(names), len(doc.Languages))], chosen, func(n int) {
		s.language = doc.Languages[n]
		s.load()
	})
	title, said := words.T("No postmortem yet"), words.T("What the incident teaches, in guided sections. Nothing leaves this computer but what you export.")
	if s.open() {
		said = words.T("The incident is still open: you can begin now, and finish once it is resolved.") + "\n\n" + said
	}
	if filled := s.filled(); filled != "" {
		said += "\n\n" + filled
	}
	return parts.NewPage(container.NewStack(parts.NewEmptyState("assignment", title, said, begin, language)))
}

// filled names the sections that the timeline fills in.
func (s *Screen) filled() string {
	var names []string
	for _, section := range s.sketch.Set.List() {
		if mark := s.sketch.Document.Mark(section); mark.State != doc.None {
			names = append(names, section.Title)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return words.T("Filled in from the timeline: {{.Sections}}.", words.Data{"Sections": strings.Join(names, ", ")})
}
