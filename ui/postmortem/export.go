package postmortem

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/durable"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// exportMenu offers the ways to hand the postmortem on.
func (s *Screen) exportMenu() {
	if s.page == nil {
		return
	}
	ways := []parts.Item{
		{Icon: "code", Text: words.T("Markdown"), Note: ".md", Do: func() { s.export(book.Markdown, false) }},
		{Icon: "article", Text: words.T("Web page"), Note: ".html", Do: func() { s.export(book.HTML, false) }},
		{Icon: "public", Text: words.T("For customers, web page"), Note: ".html", Divided: true, Do: func() { s.export(book.HTML, true) }},
		{Icon: "campaign", Text: words.T("For customers, Markdown"), Note: ".md", Do: func() { s.export(book.Markdown, true) }},
	}
	if s.SaveAs == nil {
		for n := range ways {
			ways[n].Disabled = true
		}
	}
	parts.ShowMenu(s.frame.head.export, append(ways, parts.Item{Icon: "replay", Text: words.T("Fill in anew what nobody has written in"),
		Action: keys.Sync, Divided: true, Do: s.refill}))
}

// export saves what is written, makes the file's text, and asks where it goes.
func (s *Screen) export(f book.Format, public bool) {
	s.save(func() {
		id, turn := s.id, s.turn
		s.crew.do(func(context.Context) func() {
			made, err := s.Core.Export(id, f, public)
			return func() {
				if turn == s.turn {
					s.exported(f, public, made, err)
				}
			}
		})
	})
}

func (s *Screen) exported(f book.Format, public bool, made string, err error) {
	var leak *doc.Leak
	switch {
	case errors.As(err, &leak):
		s.Host.Modal(words.T("It shows what must not leave the house"), leakText(leak), parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
		return
	case errors.Is(err, doc.ErrUnfinished):
		s.Host.Modal(words.T("The version for customers is not finished"), column(text.Block(upper(lacking(err)), 1000),
			words.T("Write it in the section named, then export again. The version for colleagues is not held back by this.")),
			parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
		return
	case err != nil:
		s.fail(words.T("The postmortem was not exported"), err)
		return
	}
	s.SaveAs(s.fileName(f, public), func(path string) { s.writeFile(path, f, public, made) })
}

// lacking is what the version for customers lacks.
func lacking(err error) string {
	_, lacks, _ := strings.Cut(err.Error(), doc.ErrUnfinished.Error()+"; ")
	return lacks
}

func column(texts ...string) fyne.CanvasObject {
	c := parts.NewColumn(look.S10)
	for _, said := range texts {
		c.Add(parts.NewWrapText(said, look.Body, false, look.InkText2, 0))
	}
	return c
}

// leakText says what leaks and where, never what it is: it may be a key.
func leakText(leak *doc.Leak) fyne.CanvasObject {
	c := parts.NewColumn(look.S10)
	for _, f := range leak.Findings {
		data := words.Data{"Under": text.Line(f.Under, 80), "Line": words.Number(f.Line)}
		c.Add(parts.NewColumn(0,
			parts.NewWrapText(strings.TrimSuffix(words.T(f.Message), ": {{.What}}")+" ("+f.ID+")", look.Body, true, look.InkCrit, 0),
			parts.NewWrapText(words.T("Below “{{.Under}}”, line {{.Line}}.", data)+" "+words.T(f.Suggestion)+".", look.Body, false, look.InkText2, 0)))
	}
	c.Add(parts.NewWrapText(words.T("There is no way around it: change the text. The version for colleagues is not held back by this."), look.Body, false, look.InkText2, 0))
	return c
}

// The findings of a leak that are said here, for their translators.
var _ = []string{words.Mark("This names a colleague"), words.Mark("Leave the name out")}

func (s *Screen) fileName(f book.Format, public bool) string {
	name := fmt.Sprintf("postmortem-%d", s.page.Document.Number)
	if public {
		name += "-for-customers"
	}
	return name + "." + string(f)
}

// writeFile writes what was made; that customers can be given it is recorded
// in the incident's timeline.
func (s *Screen) writeFile(path string, f book.Format, public bool, made string) {
	id, turn := s.id, s.turn
	s.crew.do(func(ctx context.Context) func() {
		err := durable.Write(path, []byte(made), durable.Private)
		var told error
		if err == nil && public {
			told = s.Core.Published(ctx, id, f)
		}
		return func() {
			switch {
			case err != nil:
				s.fail(words.T("The file could not be written"), err)
			case told != nil:
				s.fail(words.T("The file is written, but the timeline does not tell of it"), told)
			case public && turn == s.turn:
				s.Host.Toast(words.T("Written to {{.Path}}. The timeline tells of it.", words.Data{"Path": text.Line(path, 200)}), false)
			default:
				s.Host.Toast(words.T("Written to {{.Path}}.", words.Data{"Path": text.Line(path, 200)}), false)
			}
		}
	})
}
