package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/config"
	"turnaround/app/sample"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// mapParams say how a source's answer is to be read.
type mapParams struct {
	Source  config.Source
	Save    bool   // into the source's params
	Profile string // as a profile of the person's own; empty: not
}

// mapping is what a sample answer holds, and how it is read.
type mapping struct {
	Lists  []sample.List     `json:"lists"`
	List   string            `json:"list"`   // the one that is read
	Values []sample.Value    `json:"values"` // of its first item
	Fields map[string]string `json:"fields"`
	Alerts []mappedAlert     `json:"alerts"`
	File   string            `json:"file,omitempty"` // the profile that was written
}

type mappedAlert struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Severity string    `json:"severity"` // as the source says it
	Service  string    `json:"service"`
	Firing   bool      `json:"firing"`
	Since    time.Time `json:"since,omitzero"`
}

// mappedMost is how many alerts of a sample are shown.
const mappedMost = 20

var mapMethod = method[mapParams, mapping]{"source-map", func(ctx context.Context, p *pager.Pager, params mapParams) (mapping, error) {
	s := params.Source
	raw, err := p.Sample(ctx, s, "")
	if err != nil {
		return mapping{}, err
	}
	m := mapping{Lists: sample.Lists(raw), List: s.Params["items"], Fields: s.Params, Alerts: []mappedAlert{}}
	if m.List == "" {
		m.List = "@this"
	}
	m.Values = sample.Values(raw, m.List)
	signals, err := p.Map(s, raw)
	if err != nil {
		if params.Save || params.Profile != "" {
			return mapping{}, err
		}
		return m, nil // the person is about to say where the list is
	}
	for _, a := range signals[:min(len(signals), mappedMost)] {
		m.Alerts = append(m.Alerts, mappedAlert{text.Line(a.ID, 80), text.Line(a.Title, 200), text.Line(a.Severity, 60),
			text.Line(a.Service, 80), a.Firing, a.StartsAt})
	}
	switch {
	case params.Profile != "":
		m.File, _, err = p.KeepProfile(ctx, s, params.Profile)
	case params.Save:
		_, err = p.Edit(ctx, func(doc *config.Document) error {
			boxed := map[string]any{}
			for name, path := range s.Params {
				boxed[name] = path
			}
			return doc.Source(s.Name).SetMap("params", boxed)
		})
	}
	return m, err
}}

// mapFlags are what a person says of where things sit.
type mapFlags struct {
	set     []string
	list    string
	save    bool
	profile string
}

func (c *cli) sourceMapCmd() *cobra.Command {
	var flags mapFlags
	cmd := &cobra.Command{Use: "map SOURCE", Short: "Say where things sit in the answer of a generic source", Args: exactly(cobra.ExactArgs(1)),
		Long: "Ask a source of the generic profile, show the lists and values of its answer with their paths, and\nthe alerts as they would be read. --set says where a field sits; --save keeps that with the source,\n--profile NAME writes it as a profile of your own and has the source use it.",
		Example: `  turnaround sources map status-api
  turnaround sources map status-api --list data.alerts --set id=uuid --set title=name
  turnaround sources map status-api --list data.alerts --set title=name --profile status-api`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := c.fileSource(args[0])
			if err != nil {
				return err
			}
			if err := flags.apply(&s); err != nil {
				return usage(err)
			}
			m, err := look(cmd.Context(), c, mapMethod, mapParams{s, flags.save, flags.profile})
			if err != nil {
				return err
			}
			p := c.printer()
			if c.json {
				return p.JSON(m)
			}
			return p.mapping(m, flags)
		}}
	cmd.Flags().StringArrayVar(&flags.set, "set", nil, "where a field sits: title=name; may be given several times")
	cmd.Flags().StringVar(&flags.list, "list", "", "where the list of alerts sits: data.alerts")
	cmd.Flags().BoolVar(&flags.save, "save", false, "keep it with the source")
	cmd.Flags().StringVar(&flags.profile, "profile", "", "write it as a profile of this name, and use that")
	return cmd
}

func (f mapFlags) apply(s *config.Source) error {
	if s.Profile != pager.GenericProfile {
		return fmt.Errorf("source %s has the profile %s, which says where things sit; map is for %s", s.Name, s.Profile, pager.GenericProfile)
	}
	if f.save && f.profile != "" {
		return errors.New("give --save or --profile, not both")
	}
	s.Params = maps.Clone(s.Params)
	if s.Params == nil {
		s.Params = map[string]string{}
	}
	if f.list != "" {
		s.Params["items"] = f.list
	}
	for _, each := range f.set {
		field, path, ok := strings.Cut(each, "=")
		if !ok || field == "" {
			return fmt.Errorf("--set %q: write FIELD=PATH, such as title=name", text.Line(each, 60))
		}
		s.Params[field] = path
	}
	return nil
}

func (p *printer) mapping(m mapping, f mapFlags) error {
	if len(m.Lists) == 0 {
		p.linef("The answer holds no list of things.")
	}
	for _, l := range m.Lists[:min(len(m.Lists), 10)] {
		p.linef("list   %-24s %d items", l.Path, l.Count)
	}
	p.linef("Values of the first item of %s:", m.List)
	for _, v := range m.Values {
		p.linef("  %-24s %s", v.Path, v.Text)
	}
	for _, field := range slices.Sorted(maps.Keys(m.Fields)) {
		p.linef("field  %-24s %s", field, m.Fields[field])
	}
	p.linef("Read so:")
	for _, a := range m.Alerts {
		state := "resolved"
		if a.Firing {
			state = "firing"
		}
		p.linef("  %-9s %-10s %s  %s (%s)", state, a.Severity, a.Title, a.Service, a.ID)
	}
	if len(m.Alerts) == 0 {
		p.linef("  nothing: say where the list and each item's id and title sit")
	}
	switch {
	case m.File != "":
		p.linef("Wrote %s; the source uses it.", m.File)
	case f.save:
		p.linef("Kept with the source.")
	}
	return p.err
}
