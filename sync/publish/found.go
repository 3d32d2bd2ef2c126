package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// Found is what a test of a channel found; nothing was published.
type Found struct {
	Text       string      // in one sentence
	Page       string      // what the page calls itself; "": not told
	Open       []string    // the titles of what is open there
	Components []Component // of the page, by name
	Addresses  int         // that mail goes to
	Unknown    string      // what no test can know without publishing
}

// Component is one component of a page.
type Component struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"` // our word; "": not told
}

// componentsOf lists a view's components by name.
func componentsOf(v view) []Component {
	var all []Component
	for id, state := range v.components {
		all = append(all, Component{id, words.Line(v.names[id], 100), state})
	}
	sortComponents(all)
	return all
}

func sortComponents(all []Component) {
	slices.SortFunc(all, func(a, b Component) int {
		return strings.Compare(strings.ToLower(a.Name)+"\x00"+a.ID, strings.ToLower(b.Name)+"\x00"+b.ID)
	})
}

// Test tries the channel without publishing anything anybody could see.
func (c *Channel) Test(ctx context.Context) (Found, error) {
	if t, ok := c.wire.(tester); ok {
		found, err := t.test(ctx)
		return found, settled(c.Channel.Name, err)
	}
	v, err := c.look(ctx)
	if err != nil {
		return Found{}, settled(c.Channel.Name, err)
	}
	found := Found{Components: componentsOf(v)}
	for _, t := range v.threads {
		if t.open {
			found.Open = append(found.Open, words.Line(t.title, 120))
		}
	}
	if p, ok := c.wire.(page); ok {
		if err := p.about(ctx, &found); err != nil {
			return found, settled(c.Channel.Name, err)
		}
	}
	found.Text = fmt.Sprintf("the page can be read: %d incidents open there", len(found.Open))
	if found.Page != "" {
		found.Text = fmt.Sprintf("the page %q can be read: %d incidents open there", found.Page, len(found.Open))
	}
	if len(found.Components) > 0 {
		found.Text += fmt.Sprintf(", %d components", len(found.Components))
	}
	if note := c.clockNote(); note != "" {
		found.Text += "; " + note
	}
	return found, c.gone(v)
}

// gone tells of configured components that the page does not have.
func (c *Channel) gone(v view) error {
	var gone []string
	for name, id := range c.Channel.Components {
		if v.components != nil && v.components[id] == "" {
			gone = append(gone, fmt.Sprintf("%q (%q)", words.Line(name, 40), words.Line(id, 40)))
		}
	}
	if len(gone) == 0 {
		return nil
	}
	slices.Sort(gone)
	var there []string
	for _, part := range componentsOf(v) {
		there = append(there, fmt.Sprintf("%q (%q)", part.Name, part.ID))
	}
	return &source.Fault{Kind: source.ErrNotFound, What: "the page has no component " + strings.Join(gone, ", "),
		Fix: "correct components of this channel; the page has " + words.Line(strings.Join(there, ", "), 300)}
}

// noFix begins what is said where there is nothing to do.
const noFix = "nothing to do: "

// settled makes an error of a test one that says what to do: there is nothing
// to send again, and no update to change.
func settled(name string, err error) error {
	var no refused
	var doubt unsure
	var f *source.Fault
	switch {
	case errors.As(err, &f) && (errors.Is(f.Kind, source.ErrBusy) || errors.Is(f.Kind, source.ErrServer)) && strings.HasPrefix(f.Fix, noFix):
		f.Fix = "nothing is wrong here: test again in a minute; updates wait, and are tried again"
	case errors.As(err, &no):
		return &source.Fault{Kind: source.ErrAnswer, What: no.text, Fix: "correct the settings of channel " + name}
	case errors.As(err, &doubt):
		return doubt.error
	}
	return err
}

// Sight is what was last seen of a channel.
type Sight struct {
	Last       time.Time // the newest update readers can see, or that was sent; zero: none known
	Components []Component
}

// Sight tells what was last seen of the channel, by whichever copy of the app.
func (c *Channel) Sight() Sight {
	c.sight.Lock()
	defer c.sight.Unlock()
	return Sight{c.seen.Last, slices.Clone(c.seen.Components)}
}

// sighted notes what readers see now.
func (c *Channel) sighted(v view) {
	last := time.Time{}
	for _, t := range v.threads {
		for _, p := range t.posts {
			if p.at.After(last) {
				last = p.at
			}
		}
	}
	c.sight.Lock()
	defer c.sight.Unlock()
	c.seen = Sight{last, componentsOf(v)}
}

// wrote notes an update that went where nobody can look.
func (c *Channel) wrote(at time.Time) {
	c.sight.Lock()
	defer c.sight.Unlock()
	if at.After(c.seen.Last) {
		c.seen.Last = at
	}
}

// Kind is what a kind of channel is able to.
type Kind struct {
	Phases     map[incident.Phase]string // its own words for ours; nil: it keeps none
	ReadBack   bool                      // what readers see can be read
	Corrects   bool                      // what was published can be corrected
	Components bool                      // it has components whose state is set
}

// KindOf tells what a kind of channel is able to.
func KindOf(kind string) Kind {
	switch kind {
	case config.ChannelCState:
		return Kind{Phases: (&cstate{}).limits().phases, ReadBack: true}
	case config.ChannelFile:
		return Kind{Phases: (&note{}).limits().phases, ReadBack: true}
	case config.ChannelClipboard:
		return Kind{ReadBack: true}
	}
	d, ok := dialects[kind]
	if !ok {
		return Kind{}
	}
	return Kind{Phases: d.phases, ReadBack: true, Corrects: d.correct != nil, Components: true}
}
