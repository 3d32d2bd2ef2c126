package main

import (
	"fmt"
	"time"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/internal/rig"
)

const (
	stormFor   = 10 * time.Second
	stormSteps = 100
	stormAfter = 60 * time.Second // notes are counted for so long after the last alert
)

// storm has 10,000 alerts, each an incident of its own, break out within 10 s
// and counts the notifications; every incident must be listed and have rung.
func storm(h *host) []row {
	am := rig.StartAlertmanager(h)
	app := start(h, func(*config.Config) {}, config.Source{Name: "api", Profile: "alertmanager", URL: config.URLs{am.URL},
		Every: config.Duration(time.Second), Timeout: config.Duration(time.Minute), Proxy: "none"})
	all := swarm(firing, firing)
	began := time.Now()
	step := len(all) / stormSteps
	for n := range stormSteps {
		part := all[n*step : (n+1)*step]
		for i := range part {
			part[i].StartsAt = time.Now()
		}
		post(h, am, part, time.Now().Add(time.Hour))
		if wait := time.Until(began.Add(time.Duration(n+1) * stormFor / stormSteps)); wait > 0 {
			time.Sleep(wait)
		}
	}
	posted := time.Since(began)
	rig.Await(h, "10,000 incidents", func() bool { return count(app) == firing })
	listed := time.Since(began)
	time.Sleep(time.Until(began.Add(posted + stormAfter)))
	notes := app.desk.notes()
	first := time.Duration(0)
	if len(notes) > 0 {
		first = notes[0].at.Sub(began)
	}
	silent := untold(app)
	app.stop()
	met := len(notes) <= 5 && len(notes) > 0 && silent == 0
	return []row{within(fmt.Sprintf("storm: 10,000 alerts (10,000 incidents) posted in %s, polled every second", brief(posted)),
		fmt.Sprintf("**%d notifications** until %s after, the first after %s; all 10,000 listed after %s, %d of them not told in a notification",
			len(notes), stormAfter, brief(first), brief(listed), silent), met, "at most 5 notifications, none lost")}
}

func count(app *running) int {
	n := 0
	for range app.Desk.Rows() {
		n++
	}
	return n
}

// untold counts incidents whose timeline names no notification.
func untold(app *running) int {
	missing := 0
	for row := range app.Desk.Rows() {
		d, err := app.Desk.Show(row.ID, 0)
		app.h.must(err)
		told := false
		for _, e := range d.Entries {
			told = told || e.Kind == incident.KindNotified
		}
		if !told {
			missing++
		}
	}
	return missing
}
