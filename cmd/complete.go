package cmd

import (
	"context"
	"fmt"
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

// completeIncidents has the commands that name incidents complete them.
func (c *cli) completeIncidents(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "show", "ack", "resolve", "snooze", "assign", "note", "severity", "merge", "split", "seen", "impact", "told", "journey":
			cmd.ValidArgsFunction = c.openIncidents
		}
	}
}
