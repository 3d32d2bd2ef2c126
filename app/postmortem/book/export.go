package book

import (
	"context"
	"errors"
	"fmt"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/update"
)

// Format is how a postmortem is written out.
type Format string

// The formats of an export.
const (
	Markdown Format = "md"
	HTML     Format = "html" // one page that needs nothing else
)

// Export writes a postmortem out, for colleagues or for customers. The version
// for customers is refused with a postmortem.Leak while it shows what must
// not leave the house, and with postmortem.ErrUnfinished while it lacks
// something; what is wrong with own templates is told with that.
func (b Book) Export(id incident.ID, f Format, public bool) (string, error) {
	p, err := b.Open(id)
	if err != nil {
		return "", err
	}
	d := p.Document
	if !public {
		if f == HTML {
			return d.HTML(p.Set, p.Facts)
		}
		return d.Markdown(p.Set, p.Facts)
	}
	templates, problems := update.Templates(d.Language, b.Folders...)
	var made string
	if f == HTML {
		made, err = d.PublicHTML(p.Set, p.Facts, templates, b.Now())
	} else {
		made, err = d.Public(p.Set, p.Facts, templates, b.Now())
	}
	if err != nil {
		return "", errors.Join(append([]error{err}, problems...)...)
	}
	return made, nil
}

// Published records in the incident's timeline that the version for customers
// was written out.
func (b Book) Published(ctx context.Context, who desk.Who, id incident.ID, f Format) error {
	p, err := b.Open(id)
	if err != nil {
		return err
	}
	_, err = b.Desk.PostmortemPublished(ctx, who, id, incident.Postmortem{Title: p.Document.PublicTitle(p.Set), Language: p.Document.Language, Format: string(f)})
	if err != nil {
		return fmt.Errorf("record that the postmortem was published: %w", err)
	}
	return nil
}
