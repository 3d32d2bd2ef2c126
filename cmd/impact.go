package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/cmd/pager"
)

// impactParams are what a person says of the customers: only what is named
// changes.
type impactParams struct {
	ID      string
	Changed []string // flags
	Said    incident.Affected
}

var impactMethod = method[impactParams, AffectedItem]{"impact", func(ctx context.Context, p *pager.Pager, params impactParams) (AffectedItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return AffectedItem{}, err
	}
	detail, err := p.Desk.Show(id, 1)
	if err != nil {
		return AffectedItem{}, err
	}
	if len(params.Changed) > 0 {
		known := detail.Incident.Customers.Affected
		for _, flag := range params.Changed {
			impactFlags[flag](&known, params.Said)
		}
		if _, err := p.Desk.SetImpact(ctx, p.Who("command"), id, known); err != nil {
			return AffectedItem{}, err
		}
		if detail, err = p.Desk.Show(id, 1); err != nil {
			return AffectedItem{}, err
		}
	}
	service, _ := p.Desk.ServiceOf(id)
	return affectedItem(detail.Incident.Customers, service), nil
}}

// impactFlags say what each flag changes.
var impactFlags = map[string]func(known *incident.Affected, said incident.Affected){
	"level":      func(k *incident.Affected, s incident.Affected) { k.Impact = s.Impact },
	"since":      func(k *incident.Affected, s incident.Affected) { k.Start = s.Start },
	"ended":      func(k *incident.Affected, s incident.Affected) { k.End = s.End },
	"who":        func(k *incident.Affected, s incident.Affected) { k.Who = s.Who },
	"what":       func(k *incident.Affected, s incident.Affected) { k.What = s.What },
	"where":      func(k *incident.Affected, s incident.Affected) { k.Where = s.Where },
	"share":      func(k *incident.Affected, s incident.Affected) { k.Share = s.Share },
	"works":      func(k *incident.Affected, s incident.Affected) { k.Works = s.Works },
	"workaround": func(k *incident.Affected, s incident.Affected) { k.Workaround = s.Workaround },
	"data":       func(k *incident.Affected, s incident.Affected) { k.Data = s.Data },
	"component":  func(k *incident.Affected, s incident.Affected) { k.Components = s.Components },
	"contacts":   func(k *incident.Affected, s incident.Affected) { k.Contacts = s.Contacts },
}

func (c *cli) impactCmd() *cobra.Command {
	var said incident.Affected
	var level, since, ended, data string
	cmd := &cobra.Command{
		Use: "impact ID", Short: "Say whether and how customers are affected, or show what is known", Args: exactly(cobra.ExactArgs(1)),
		Long: "Says what is known of the customers an incident hits; what is not named stays as it was. Without flags\nit shows what is known. When it began is never guessed: say it with --since.",
		Example: `  turnaround impact 48213
  turnaround impact 48213 --level confirmed --since 13:52 --who "people paying by card" --what "payments fail"
  turnaround impact 48213 --share "about 1 in 8" --works "invoices" --data safe
  turnaround impact 48213 --level none`,
		RunE: func(cmd *cobra.Command, args []string) error {
			params := impactParams{ID: args[0]}
			for flag := range impactFlags {
				if cmd.Flags().Changed(flag) {
					params.Changed = append(params.Changed, flag)
				}
			}
			slices.Sort(params.Changed)
			var err error
			if said.Impact, err = impactLevel(level); err != nil {
				return usage(err)
			}
			if said.Data, err = dataSafety(data); err != nil {
				return usage(err)
			}
			now := time.Now()
			if said.Start, err = pastAt("--since", since, now); err != nil {
				return usage(err)
			}
			if said.End, err = pastAt("--ended", ended, now); err != nil {
				return usage(err)
			}
			params.Said = said
			how := ask[impactParams, AffectedItem]
			if len(params.Changed) == 0 {
				how = look[impactParams, AffectedItem]
			}
			item, err := how(cmd.Context(), c, impactMethod, params)
			if err != nil {
				return err
			}
			return c.printer().affected(item)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&level, "level", "", "confirmed, suspected, none or unknown")
	flags.StringVar(&since, "since", "", "since when: 40m ago, 13:52, or a date and time; empty: not known")
	flags.StringVar(&ended, "ended", "", "when customers were no longer affected")
	flags.StringVar(&said.Who, "who", "", "who is affected: \"people paying by card\"")
	flags.StringVar(&said.What, "what", "", "what they see: \"payments fail\"")
	flags.StringVar(&said.Where, "where", "", "region, plan or product")
	flags.StringVar(&said.Share, "share", "", "how many: \"about 1 in 8\"")
	flags.StringVar(&said.Works, "works", "", "what still works")
	flags.StringVar(&said.Workaround, "workaround", "", "what they can do meanwhile")
	flags.StringVar(&data, "data", "", "customers' data: safe (checked), affected or unknown")
	flags.StringSliceVar(&said.Components, "component", nil, "the status page's component IDs")
	flags.IntVar(&said.Contacts, "contacts", 0, "customers who wrote in so far")
	return cmd
}

func impactLevel(word string) (incident.Impact, error) {
	switch level := incident.Impact(strings.ToLower(word)); level {
	case "", "unknown":
		return incident.ImpactUnknown, nil
	case incident.ImpactNone, incident.ImpactSuspected, incident.ImpactConfirmed:
		return level, nil
	}
	return "", fmt.Errorf("--level %q: give confirmed, suspected, none or unknown", text.Line(word, 40))
}

func dataSafety(word string) (incident.DataSafety, error) {
	switch data := incident.DataSafety(strings.ToLower(word)); data {
	case "", "unknown":
		return incident.DataUnknown, nil
	case incident.DataSafe, incident.DataAffected:
		return data, nil
	}
	return "", fmt.Errorf("--data %q: give safe, affected or unknown", text.Line(word, 40))
}

// impactAnswer reads the answer to "are customers affected?".
func impactAnswer(word string) (incident.Impact, error) {
	switch strings.ToLower(word) {
	case "yes":
		return incident.ImpactConfirmed, nil
	case "no":
		return incident.ImpactNone, nil
	case "unsure", "not-sure":
		return incident.ImpactUnknown, nil
	}
	return "", fmt.Errorf("--impact %q: are customers affected? give yes, no or unsure", text.Line(word, 40))
}

var levelSentence = map[string]string{
	"confirmed": "Customers are affected.", "suspected": "Customers may be affected.",
	"none": "No customer is affected.", "unknown": "Not known whether customers are affected.",
}

// affected writes what is known of the customers, and what is not.
func (p *printer) affected(a AffectedItem) error {
	if p.json {
		return p.JSON(a)
	}
	p.linef("%s", levelSentence[a.Level])
	if !a.Asked {
		p.linef("  nobody was asked yet: --level confirmed, none or unknown answers")
	}
	if a.Level != "confirmed" && a.Level != "suspected" {
		return p.err
	}
	contacts := ""
	if a.Contacts > 0 {
		contacts = fmt.Sprintf("%d customers wrote in", a.Contacts)
	}
	end := ""
	if !a.End.IsZero() {
		end = p.when(a.End)
	}
	since := ""
	if !a.Start.IsZero() {
		since = p.when(a.Start) + " (" + text.Age(p.now.Sub(a.Start)) + " ago)"
	}
	for _, each := range [][2]string{{"since", since}, {"ended", end}, {"who", a.Who}, {"what", a.What}, {"where", a.Where}, {"share", a.Share},
		{"still works", a.Works}, {"workaround", a.Workaround}, {"data", a.Data}, {"components", strings.Join(a.Components, ", ")},
		{"contacts", contacts}, {"they call it", a.Service}} {
		if each[1] == "" {
			switch each[0] {
			case "since", "who", "what":
				each[1] = "not known"
			default:
				continue
			}
		}
		p.linef("  %-12s %s", each[0], text.Line(each[1], 300))
	}
	return p.err
}
