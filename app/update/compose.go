package update

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Medium says in what form readers of a channel get a text.
type Medium string

// The media.
const (
	Page  Medium = "page"  // a status page: title and body
	Mail  Medium = "mail"  // subject and body, with greeting
	Chat  Medium = "chat"  // a few lines
	Macro Medium = "macro" // what support answers with
	Brief Medium = "brief" // for managers and colleagues
)

// Media are all of them.
var Media = []Medium{Page, Mail, Chat, Macro, Brief}

// Channel says where a text goes and who reads it there.
type Channel struct {
	Medium Medium
	// Audience is the medium's own where it is empty.
	Audience Audience
	Zone     *time.Location // of the readers; nil: UTC
	Now      time.Time
	Words    int // the most words; zero: the template's
	Runes    int // the most characters; zero: any
}

// Text is what the readers of one channel get.
type Text struct {
	Template string    `json:"template"`
	Medium   Medium    `json:"medium"`
	Title    string    `json:"title,omitempty"`
	Subject  string    `json:"subject,omitempty"`
	Body     string    `json:"body"`
	Due      time.Time `json:"due,omitzero"`
	// Missing are required fields without an answer: their sentences are left out.
	Missing []string `json:"missing,omitempty"`
	// Words is the most the text should have.
	Words int `json:"words,omitempty"`
}

// Templates with a form of their own for a medium.
const (
	replyTemplate = "T14"
	briefTemplate = "T15"
)

// Compose words answers for a channel. A support macro and an internal brief
// have templates of their own, whichever t is.
func (s Set) Compose(t Template, a Answers, ch Channel) Text {
	switch ch.Medium {
	case Macro:
		t = s.instead(t, replyTemplate)
	case Brief:
		t = s.instead(t, briefTemplate)
	}
	if ch.Zone == nil {
		ch.Zone = time.UTC
	}
	values := a.values(s.phrases, ch.Now, ch.Zone)
	text := Text{Template: t.ID, Medium: ch.Medium, Title: values["title"], Due: a.Next, Words: t.Longest, Body: render(t.Body, values)}
	for _, f := range t.Fields {
		if f.Required && values[f.Name] == "" {
			text.Missing = append(text.Missing, f.Name)
		}
	}
	switch ch.Medium {
	case Mail:
		text.Subject = s.subject(t, a, values)
		if text.Body != "" && !greets(t.Body) {
			text.Body = s.letter(text.Body, values)
		}
	case Macro, Brief:
		text.Subject = s.subject(t, a, values)
	case Chat:
		text.Body = s.chat(t, values, ch.Runes)
	}
	if ch.Words > 0 {
		text.Words = ch.Words
	}
	return text
}

func (s Set) instead(t Template, id string) Template {
	if own, ok := s.all[id]; ok {
		return own
	}
	return t
}

// greets tells whether a template is a letter already.
func greets(body string) bool { return strings.Contains(body, "{{name}}") }

// letter puts a greeting and where to read more around a body.
func (s Set) letter(body string, values map[string]string) string {
	const here = "\x00" // in no text: control characters are taken out
	return strings.Replace(render(strings.Replace(s.phrases.Mail, "{{body}}", here, 1), values), here, body, 1)
}

func (s Set) subject(t Template, a Answers, values map[string]string) string {
	for _, line := range []string{t.Subject, s.phrases.Subject[string(a.Phase)]} {
		if said := render(line, values); said != "" {
			return strings.TrimRight(said, ".")
		}
	}
	return values["title"]
}

// chat gives the short form; where it is too long, what can be read elsewhere
// goes first: the lines from the last but one up.
func (s Set) chat(t Template, values map[string]string, runes int) string {
	body := strings.TrimSpace(first(t.Chat, s.phrases.Chat))
	lines := strings.Split(body, "\n")
	said := render(strings.Join(lines, "\n"), values)
	for runes > 0 && utf8.RuneCountInString(said) > runes && len(lines) > 3 {
		lines = slices.Delete(lines, len(lines)-2, len(lines)-1)
		said = render(strings.Join(lines, "\n"), values)
	}
	return said
}

// AudienceOf is who reads a medium where nothing else is said.
func AudienceOf(m Medium) Audience {
	switch m {
	case Macro, Mail:
		return Affected
	case Brief:
		return Internal
	}
	return Public
}

// Draft gives what Check reads of a text.
func (t Text) Draft(a Answers, ch Channel) Draft {
	d := Draft{Text: t.Body, Head: strings.TrimSpace(t.Title + "\n" + t.Subject), Language: a.Language, Phase: a.Phase, Audience: ch.Audience, Severity: a.Severity, Now: ch.Now, Zone: ch.Zone,
		Due: t.Due, Words: t.Words, Runes: ch.Runes, Facts: a.Facts}
	if d.Audience == "" {
		d.Audience = AudienceOf(t.Medium)
	}
	if t.Medium == Page {
		d.Previous = a.Previous
	}
	return d
}
