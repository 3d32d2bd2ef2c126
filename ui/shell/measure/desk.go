package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
)

// ack takes the time from the key to the row that says who has it. The chip
// that counts one's own incidents is filled after the rows.
func ack(_ context.Context, w *window, took series) error {
	if err := w.listed(); err != nil {
		return err
	}
	list := w.List()
	mine := w.Text(func(t string) bool { return strings.HasPrefix(t, "Mine") })
	if mine == nil {
		return errors.New("nothing counts one's own incidents")
	}
	_, number, _ := strings.Cut(mine.Text, " ")
	before, _ := strconv.Atoi(number) // none: nothing is mine yet
	done := map[incident.ID]bool{}
	for n := range min(w.n, list.Len()-1) {
		for list.Jump(0); done[list.Selected()]; list.Step(1) {
		}
		done[list.Selected()] = true
		w.Rest(300 * time.Millisecond) // a person reads
		begun := time.Now()
		w.Type('a')
		want := fmt.Sprintf("Mine %d", before+n+1)
		if err := w.Until(want, func() bool { return w.Shows(want) }); err != nil {
			return err
		}
		took.add("ack", time.Since(begun))
	}
	return nil
}

// How the storm comes.
const (
	storming = 10 * time.Second
	steps    = 100
)

// storm has n alerts, each an incident, arrive within ten seconds, and takes how
// long each of what is posted holds the screen's goroutine, and each drawing.
func storm(ctx context.Context, w *window, took series) error {
	d := w.pager.Desk
	d.SetSource(desk.Source{Name: "storm", Identity: "bench:storm", Kind: "rest"})
	pull := func(signals []incident.Signal) error {
		p, _, err := d.Begin("storm")
		if err != nil {
			return err
		}
		return p.Apply(ctx, incident.Batch{Signals: signals, Done: true})
	}
	if err := pull(nil); err != nil { // what it tells from now on is news
		return err
	}
	w.Ran = func(d time.Duration) { took.add("held", d) }
	failed := make(chan error, 1)
	go func() { failed <- arrive(ctx, pull, w.n) }()
	var err error
	over := false
	waited := w.Until("all incidents in the list", func() bool {
		select {
		case err = <-failed:
			over = true
		default:
		}
		l := w.List()
		return err != nil || over && l != nil && l.Len() >= w.n
	})
	return errors.Join(err, waited)
}

// arrive hands the alerts over in steps.
func arrive(ctx context.Context, pull func([]incident.Signal) error, n int) error {
	begun := time.Now()
	for k := range steps {
		var part []incident.Signal
		for i := k * n / steps; i < (k+1)*n/steps; i++ {
			labels := map[string]string{"alertname": "Storm", "instance": fmt.Sprint(i)}
			part = append(part, incident.Signal{ID: incident.Fingerprint(labels), Group: fmt.Sprint(i), Firing: true, Labels: labels,
				Title: fmt.Sprintf("Host web-%d does not answer", i), Severity: []string{"critical", "major", "minor"}[i%3], StartsAt: time.Now(), At: time.Now()})
		}
		if err := pull(part); err != nil {
			return fmt.Errorf("step %d of the storm: %w", k, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Until(begun.Add(time.Duration(k+1) * storming / steps))):
		}
	}
	return nil
}
