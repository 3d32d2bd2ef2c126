package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"turnaround/app/incident"
	"turnaround/app/instance"
	"turnaround/app/text"
)

// completeWithin: a shell that waits for Tab waits no longer.
const completeWithin = 2 * time.Second

// openIncidents completes the numbers of open incidents. Only a running app is
// asked: opening the data for a Tab would take too long.
func (c *cli) openIncidents(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const plain = cobra.ShellCompDirectiveNoFileComp
	if c.locate() != nil {
		return nil, plain
	}
	ctx := cmd.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, completeWithin)
	defer cancel()
	client, err := instance.Dial(ctx, c.place())
	if err != nil {
		return nil, plain
	}
	defer client.Close()
	var list listing
	if client.Call(ctx, listMethod.name, listParams{Query: "status:open", Limit: 50}, &list, nil) != nil {
		return nil, plain
	}
	var found []cobra.Completion
	for _, i := range list.Items {
		found = append(found, cobra.CompletionWithDesc(fmt.Sprint(i.Number),
			incident.Severity(i.Severity).String()+" "+text.Line(i.Title, 60)))
	}
	return found, plain
}

// completeIncidents has the commands that name incidents, or search for them,
// complete what is typed.
func (c *cli) completeIncidents(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "show", "ack", "resolve", "snooze", "assign", "note", "severity", "merge", "split", "seen", "impact", "told", "join", "journey":
			cmd.ValidArgsFunction = c.openIncidents
		}
		if cmd.Flags().Lookup("query") == nil {
			continue
		}
		if err := cmd.RegisterFlagCompletionFunc("query", completeQuery); err != nil {
			panic(err) // the flag is there
		}
	}
}

// filters are what a search can ask for, each with what it means.
var filters = []cobra.Completion{
	cobra.CompletionWithDesc("sev:1,2", "severity"),
	cobra.CompletionWithDesc("who:", "who has it"),
	cobra.CompletionWithDesc("source:", "where it came from"),
	cobra.CompletionWithDesc("service:", "what is hit"),
	cobra.CompletionWithDesc("status:open", "open, triggered, acknowledged, snoozed, resolved, merged or all"),
	cobra.CompletionWithDesc("before:7d", "began before: a date, a time, 2h or 7d"),
	cobra.CompletionWithDesc("after:2h", "began after"),
	cobra.CompletionWithDesc("quiet:>10m", "customers without a current update for longer"),
	cobra.CompletionWithDesc("update:due", "customers are owed an update, now or soon"),
}

// completeQuery completes the last word of a search.
func completeQuery(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before, last := "", typed
	if at := strings.LastIndex(typed, " "); at >= 0 {
		before, last = typed[:at+1], typed[at+1:]
	}
	var found []cobra.Completion
	for _, f := range filters {
		if strings.HasPrefix(f, last) {
			found = append(found, before+f)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
