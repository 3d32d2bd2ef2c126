package settings

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"turnaround/app/config"
)

// leanChannel leaves out of a channel what is the default.
func leanChannel(c config.Channel) config.Channel {
	if c.Every == config.DefaultChannelEvery {
		c.Every = 0
	}
	if c.Timeout == config.DefaultChannelTimeout {
		c.Timeout = 0
	}
	if c.Doubt == config.DoubtAsk {
		c.Doubt = ""
	}
	if len(c.Phases) == 0 {
		c.Phases = nil
	}
	if len(c.Components) == 0 {
		c.Components = nil
	}
	if len(c.To) == 0 {
		c.To = nil
	}
	return c
}

// addChannel writes a new channel, with what it fills in by default left out.
func addChannel(c config.Channel) Edit {
	return func(d *config.Document) error { return d.AppendChannel(leanChannel(c)) }
}

// changeChannel writes what differs between the channel the form began with and
// what it holds now. Where the file says something else by now it gives
// errConflict, unless mine is to win.
func changeChannel(was, now config.Channel, mine bool) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		n := slices.IndexFunc(c.Channels, func(o config.Channel) bool { return o.Name == was.Name })
		if n < 0 || !mine && !reflect.DeepEqual(leanChannel(c.Channels[n]), leanChannel(was)) {
			return errConflict
		}
		if err := channelKeys(d.Channel(was.Name), leanChannel(was), leanChannel(now)); err != nil {
			return err
		}
		if was.Name == now.Name {
			return nil
		}
		if err := d.Channel(was.Name).Set("name", now.Name); err != nil {
			return err
		}
		return renameInServices(d, c, was.Name, now.Name)
	}
}

func channelKeys(at config.Item, was, now config.Channel) error {
	for _, key := range []struct {
		name     string
		was, now any
	}{
		{"kind", was.Kind, now.Kind}, {"url", was.URL, now.URL}, {"page", was.Page, now.Page}, {"secret", was.Secret, now.Secret},
		{"user", was.User, now.User}, {"audience", was.Audience, now.Audience}, {"language", was.Language, now.Language},
		{"from", was.From, now.From}, {"to", was.To, now.To}, {"list", was.List, now.List}, {"reply_to", was.ReplyTo, now.ReplyTo},
		{"unsubscribe", was.Unsubscribe, now.Unsubscribe}, {"doubt", was.Doubt, now.Doubt}, {"tls.ca", was.TLS.CA, now.TLS.CA},
	} {
		switch {
		case reflect.DeepEqual(key.was, key.now) || empty(key.was) && empty(key.now):
		case empty(key.now):
			if err := at.Unset(key.name); err != nil && !errors.Is(err, config.ErrNoKey) {
				return err
			}
		default:
			if err := at.Set(key.name, key.now); err != nil {
				return err
			}
		}
	}
	if was.MailSubscribers != now.MailSubscribers {
		if err := at.Set("mail_subscribers", now.MailSubscribers); err != nil {
			return err
		}
	}
	if !maps.Equal(was.Phases, now.Phases) {
		if err := at.SetMap("phases", boxed(now.Phases)); err != nil {
			return err
		}
	}
	if !maps.Equal(was.Components, now.Components) {
		return at.SetMap("components", boxed(now.Components))
	}
	return nil
}

// renameInServices gives a channel its new name in the person's own services; ""
// takes it out. A team's service keeps what it says, and the check tells.
func renameInServices(d *config.Document, c config.Config, was, now string) error {
	for _, s := range c.Services {
		n := slices.Index(s.Channels, was)
		if n < 0 {
			continue
		}
		names := slices.Clone(s.Channels)
		if names[n] = now; now == "" {
			names = slices.Delete(names, n, n+1)
		}
		var err error
		if len(names) == 0 {
			err = d.Service(s.Name).Unset("channels")
		} else {
			err = d.Service(s.Name).Set("channels", names)
		}
		if err != nil && !errors.Is(err, config.ErrNoKey) {
			return err
		}
	}
	return nil
}

// offerChannel switches a channel on or off. One that is off only because the
// page mails its own subscribers is offered beside it from then on.
func offerChannel(name string, on bool) Edit {
	return func(d *config.Document) error {
		if !on {
			return d.Channel(name).Set("disabled", true)
		}
		if err := d.Channel(name).Unset("disabled"); err != nil && !errors.Is(err, config.ErrNoKey) {
			return err
		}
		c, err := d.Check()
		if err != nil {
			return err
		}
		for _, ch := range c.Channels {
			if ch.Name == name && !c.Offered(ch) {
				return d.Channel(name).Set("mail_subscribers", true)
			}
		}
		return nil
	}
}

// removal is what was taken out of the file, and how to bring it back.
type removal struct {
	name          string
	before, after string // the file's text
	item          string // what was taken out
	services      []config.Service
}

// removeChannel takes a channel out, and out of the services; out is filled in.
func removeChannel(name string, out *removal) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		*out = removal{name: name, before: d.Text()}
		for _, s := range c.Services {
			if slices.Contains(s.Channels, name) {
				out.services = append(out.services, s)
			}
		}
		if out.item, err = d.Channel(name).Text(); err != nil {
			return err
		}
		if err := renameInServices(d, c, name, ""); err != nil {
			return err
		}
		if err := d.Channel(name).Remove(); err != nil {
			return err
		}
		out.after = d.Text()
		return nil
	}
}

// removeService takes a service out; out is filled in.
func removeService(name string, out *removal) Edit {
	return func(d *config.Document) error {
		text, err := d.Service(name).Text()
		if err != nil {
			return err
		}
		*out = removal{name: name, before: d.Text(), item: text}
		if err := d.Service(name).Remove(); err != nil {
			return err
		}
		out.after = d.Text()
		return nil
	}
}

// undo brings back what was taken out: where it was, or at the end where the
// file was changed meanwhile.
func (r removal) undo(d *config.Document) error {
	if d.Text() == r.after {
		d.SetText(r.before)
		return nil
	}
	if err := d.AppendText(strings.TrimRight(strings.ReplaceAll(r.item, "\r\n", "\n"), "\n") + "\n"); err != nil {
		return err
	}
	for _, s := range r.services {
		if err := d.Service(s.Name).Set("channels", s.Channels); err != nil && !errors.Is(err, config.ErrNoKey) {
			return err
		}
	}
	return nil
}
