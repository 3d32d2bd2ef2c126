package settings

import (
	"errors"
	"maps"
	"reflect"
	"slices"

	"turnaround/app/config"
)

// saveService writes a service: a new one, or what differs from what the form
// began with. named are names for components that channels learn with it, by channel.
// Where the file says something else by now it gives errConflict, unless mine is to win.
func saveService(was, now config.Service, named map[string]map[string]string, mine bool) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		if was.Name == "" {
			err = d.AppendService(now)
		} else {
			err = changeService(d, c, was, now, mine)
		}
		if err != nil {
			return err
		}
		for _, ch := range c.Channels {
			all := maps.Clone(ch.Components)
			if all == nil {
				all = map[string]string{}
			}
			for name, id := range named[ch.Name] {
				if slices.Contains(now.Components, name) {
					all[name] = id
				}
			}
			if maps.Equal(all, ch.Components) {
				continue
			}
			if err := d.Channel(ch.Name).SetMap("components", boxed(all)); err != nil {
				return err
			}
		}
		return nil
	}
}

func changeService(d *config.Document, c config.Config, was, now config.Service, mine bool) error {
	n := slices.IndexFunc(c.Services, func(s config.Service) bool { return s.Name == was.Name })
	if n < 0 || !mine && !reflect.DeepEqual(c.Services[n], was) {
		return errConflict
	}
	at := d.Service(was.Name)
	for _, key := range []struct {
		name     string
		was, now any
	}{
		{"match", was.Match, now.Match}, {"say", was.Say, now.Say}, {"components", was.Components, now.Components},
		{"audience", was.Audience, now.Audience}, {"channels", was.Channels, now.Channels}, {"customer_facing", was.CustomerFacing, now.CustomerFacing},
	} {
		var err error
		switch {
		case reflect.DeepEqual(key.was, key.now) || empty(key.was) && empty(key.now):
		case empty(key.now):
			err = at.Unset(key.name)
		default:
			err = at.Set(key.name, key.now)
		}
		if err != nil && !errors.Is(err, config.ErrNoKey) {
			return err
		}
	}
	if was.Name != now.Name {
		return at.Set("name", now.Name)
	}
	return nil
}
