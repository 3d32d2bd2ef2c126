package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/durable"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/app/update"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

func prose(said string) *parts.WrapText {
	return parts.NewWrapText(said, look.Body, false, look.InkText2, 0)
}

// form asks for something; take says whether all is well.
func (s *Screen) form(title string, content fyne.CanvasObject, button string, take func() bool) {
	var shut func()
	shut = s.Host.Modal(title, content, parts.Choice{Text: button, Importance: parts.Primary, Stay: true, Do: func() {
		if take() {
			shut()
		}
	}})
}

// pickTime asks when customers hear next.
func (s *Screen) pickTime() {
	at := parts.NewField(words.T("15:30, 45m or 2h"))
	if next := s.page.answers.Next; !next.IsZero() {
		at.SetText(words.Clock(next))
	}
	s.form(words.T("When will they hear next?"), parts.NewColumn(look.S8, prose(words.T("A time you can keep, even if nothing has changed by then.")), at),
		words.T("Promise it"), func() bool {
			next, err := words.ReadTime(at.Text(), s.Now(), words.Zone())
			if err != nil {
				at.SetError(words.T("That is no time to come. Give 15:30, 45m or 2h."))
				at.Focus()
				return false
			}
			s.promise(next.Truncate(time.Minute))
			return true
		})
}

// overrule asks why it is published although a check blocks it.
func (s *Screen) overrule(key string) {
	f, ok := s.find(key)
	if !ok {
		return
	}
	what, _ := tell(f)
	why := parts.NewField(words.T("Why it may stay"))
	s.form(words.T("Publish all the same?"), parts.NewColumn(look.S8, prose(what), prose(words.T("The reason is kept in the timeline.")), why),
		words.T("Overrule the check"), func() bool {
			reason := strings.TrimSpace(why.Text())
			if reason == "" {
				why.SetError(words.T("Say why."))
				why.Focus()
				return false
			}
			s.change("", func(w *compose.Writing, _ time.Time) { w.Overrule(key, reason) })
			return true
		})
}

// chooseTemplate offers those that fit the phase.
func (s *Screen) chooseTemplate(at fyne.CanvasObject) {
	p := s.page
	items := []parts.Item{{Text: words.T("The one that fits"), Note: words.T("chosen by phase and facts"), Checked: p.doc.Template == "",
		Do: func() { s.change("", func(w *compose.Writing, _ time.Time) { w.SetTemplate("") }) }}}
	for n, t := range p.Templates {
		items = append(items, parts.Item{Text: t.Title, Note: text.Line(t.When, 72), Divided: n == 0, Checked: t.ID == p.doc.Template || p.doc.Template == "" && t.ID == p.Template.ID,
			Do: func() { s.change("", func(w *compose.Writing, _ time.Time) { w.SetTemplate(t.ID) }) }})
	}
	for _, problem := range p.Problems {
		items = append(items, parts.Item{Text: text.Line(problem.Error(), 90), Icon: "error_outline", Disabled: true, Divided: true})
	}
	parts.ShowMenu(at, items)
}

// reuse takes up what was published last. Written here, its answers come back,
// and each channel's text is made of them and goes on following them. Of an
// update that was told elsewhere there is only the text: it stands as one by
// hand until "Back to the template" or Ctrl+Z gives the made one back.
func (s *Screen) reuse() {
	last := map[string]string{}
	for _, v := range s.page.on() {
		if v.Last != "" {
			last[v.Name] = v.Last
		}
	}
	if len(last) == 0 {
		s.Host.Toast(words.T("Nothing was published on these channels yet."), false)
		return
	}
	s.change("", func(w *compose.Writing, _ time.Time) {
		said := words.T("The last answers are back. Each channel's text follows them.")
		saved, ok, err := s.Core.LastWriting(w.Incident())
		if err != nil || !ok || !w.Reuse(saved) {
			for name, body := range last {
				w.Edit(name, update.Edited{Body: body})
			}
			said = words.T("The last texts are back, to be changed by hand: their answers are not known here.")
		}
		s.Post(func() { s.Host.Toast(said, false) })
	})
}

// handOn offers what can be done with the draft besides.
func (s *Screen) handOn(at fyne.CanvasObject) {
	items := []parts.Item{
		{Icon: "content_copy", Text: words.T("Copy the text customers read"), Do: s.copyText},
		{Icon: "reply", Text: words.T("Copy the draft for a colleague"), Divided: true, Do: s.copyDraft},
	}
	if s.SaveAs != nil {
		items = append(items, parts.Item{Icon: "file_download", Text: words.T("Save the draft as a file"), Do: s.saveDraft})
	}
	items = append(items, parts.Item{Icon: "content_copy", Text: words.T("Paste a draft"), Divided: true, Do: s.pasteDraft})
	if s.OpenFile != nil {
		items = append(items, parts.Item{Icon: "upload_file", Text: words.T("Open a draft"), Do: s.openDraft})
	}
	items = append(items,
		parts.Item{Icon: "lightbulb", Text: words.T("Record that they were told elsewhere"), Divided: true, Do: s.toldElsewhere},
		parts.Item{Icon: "cancel", Text: words.T("Delete the draft"), Danger: true, Divided: true, Do: s.askDrop})
	parts.ShowMenu(at, items)
}

func (s *Screen) clip(what, said string) {
	fyne.CurrentApp().Clipboard().SetContent(what)
	s.Host.Toast(said, false)
}

// copyOf copies what the readers of a channel get.
func (s *Screen) copyOf(v compose.Preview) {
	said := v.Text.Body
	if head := v.Text.Subject; head != "" && v.Medium != update.Chat {
		said = head + "\n\n" + said
	} else if v.Medium == update.Page && v.Text.Title != "" {
		said = v.Text.Title + "\n\n" + said
	}
	s.clip(said, words.T("Copied"))
}

// copyText copies what the first channel's readers get; without a channel, the
// text as a status page would have it.
func (s *Screen) copyText() {
	if all := s.page.on(); len(all) > 0 {
		s.copyOf(all[0])
		return
	}
	if all := s.page.Previews; len(all) > 0 {
		s.copyOf(all[0])
		return
	}
	s.clip(s.plain(), words.T("Copied"))
}

// plain is the text where no channel words it.
func (s *Screen) plain() string {
	set, _ := update.Templates(s.page.answers.Language)
	t := set.Compose(s.page.Template, s.page.answers, update.Channel{Medium: update.Page, Zone: words.Zone(), Now: s.page.now})
	return strings.TrimSpace(t.Title + "\n\n" + t.Body)
}

func (s *Screen) copyDraft() {
	packed, err := s.page.doc.Pack()
	if err != nil {
		s.failed(err)
		return
	}
	s.clip(packed, words.T("Draft copied. Whoever pastes it into Turnaround can go on with it."))
}

func (s *Screen) failed(err error) {
	s.Host.Toast(words.T("That did not work: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 300)}), false)
}

// saveDraft writes the draft into a file.
func (s *Screen) saveDraft() {
	raw, err := s.page.doc.JSON()
	if err != nil {
		s.failed(err)
		return
	}
	s.SaveAs(fmt.Sprintf("update-%d.json", s.page.incident.Number), func(path string) {
		s.scribe.do(func(context.Context) {
			err := durable.Write(path, raw, durable.Private)
			s.Post(func() {
				if err != nil {
					s.failed(err)
					return
				}
				s.Host.Toast(words.T("Draft saved as {{.File}}", words.Data{"File": text.Line(path, 200)}), false)
			})
		})
	})
}

// openDraft goes on with one from a file.
func (s *Screen) openDraft() {
	s.OpenFile(func(path string) {
		s.scribe.do(func(context.Context) {
			raw, err := readFile(path)
			s.Post(func() {
				if err != nil {
					s.failed(err)
					return
				}
				s.take(raw)
			})
		})
	})
}

// longestFile bounds a draft that is opened, in bytes; see [update.ReadDocument].
const longestFile = 1 << 20

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open the draft: %w", err)
	}
	if info.Size() > longestFile {
		return nil, errors.New("open the draft: the file is too large for one")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open the draft: %w", err)
	}
	return raw, nil
}

// pasteDraft goes on with one from the clipboard.
func (s *Screen) pasteDraft() { s.take([]byte(fyne.CurrentApp().Clipboard().Content())) }

// take goes on with a draft that somebody handed on; what was written here can
// be had back by undoing it.
func (s *Screen) take(raw []byte) {
	doc, err := update.ReadDocument(bytes.NewReader(raw))
	if err != nil {
		s.failed(err)
		return
	}
	do := func() {
		s.change("", func(w *compose.Writing, now time.Time) { w.Restore(compose.Open(w.Case(), doc, now).Saved()) })
		s.Host.Toast(words.T("The draft of {{.Who}} is open; Ctrl+Z brings yours back.", words.Data{"Who": text.Line(doc.By, 60)}), false)
	}
	if doc.Incident == "" || doc.Incident == string(s.page.id) {
		do()
		return
	}
	s.Host.Modal(words.T("Use it for this incident?"), prose(words.T("The draft was written for “{{.Title}}”.", words.Data{"Title": text.Line(doc.Name, 120)})),
		parts.Choice{Text: words.T("Cancel"), Importance: parts.Outline}, parts.Choice{Text: words.T("Use it"), Importance: parts.Primary, Do: do})
}

// askDrop asks before what is written is thrown away.
func (s *Screen) askDrop() {
	s.Host.Modal(words.T("Delete the draft?"), prose(words.T("What you wrote is gone then. Nothing was published.")),
		parts.Choice{Text: words.T("Delete"), Importance: parts.Danger, Do: s.scribe.drop})
}

// toldElsewhere records that customers got this text by another way.
func (s *Screen) toldElsewhere() {
	where := parts.NewField(words.T("Status page, mail, chat (optional)"))
	p := s.page
	s.form(words.T("Told elsewhere"), parts.NewColumn(look.S8, prose(words.T("Records that customers were given this text now, with its next update time.")), where),
		words.T("Record"), func() bool {
			said := incident.Spoken{Phase: p.answers.Phase, Title: p.answers.Title, Body: s.spoken(), Channel: strings.TrimSpace(where.Text()),
				Visible: s.Now(), Due: p.answers.Next}
			s.scribe.told(said)
			return true
		})
}

// spoken is the text customers were given.
func (s *Screen) spoken() string {
	for _, all := range [][]compose.Preview{s.page.on(), s.page.Previews} {
		if len(all) > 0 {
			return all[0].Text.Body
		}
	}
	return s.plain()
}
