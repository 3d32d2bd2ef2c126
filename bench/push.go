package main

import (
	"fmt"
	"os"
	"time"

	"turnaround/app/config"
	"turnaround/internal/mailgen"
	"turnaround/internal/rig"
)

// samples is of how many notifications the delays are taken.
const samples = 120

// lone lets every incident ring by itself: the storm rule would fold a sample
// every half second into one note.
func lone(c *config.Config) { c.Page.Storm = 1 << 30 }

// push measures from the server's EXISTS, and from the APPEND, to the moment
// the notification is handed to the system.
func push(h *host) []row {
	server := rig.StartDovecot(h)
	server.Append(h, folder, letters(1)[0]) // the mailbox exists at first contact
	wire := startRelay(h, server.Addr)
	h.must(os.Setenv("BENCH_PASSWORD", server.Password))
	app := start(h, lone, config.Source{Name: "mail", Profile: config.ProfileIMAP, URL: config.URLs{"imap://" + wire.Addr + "/" + folder},
		User: server.User, Secret: "env:BENCH_PASSWORD", Every: config.Duration(time.Hour), TLS: config.TLS{Plain: true}})
	var fromExists, fromAppend, dovecot spans
	for n := range samples + 1 {
		raw := mailgen.Alertmanager([]map[string]string{sampleLabels(n)}, true, time.Now())
		wire.reset()
		server.Append(h, folder, raw)
		appended := time.Now()
		note := app.desk.next(h)
		if n == 0 {
			continue // IDLE may not have begun yet
		}
		fromExists = append(fromExists, note.at.Sub(wire.seen()))
		fromAppend = append(fromAppend, note.at.Sub(appended))
		dovecot = append(dovecot, wire.seen().Sub(appended))
	}
	app.stop()
	most := 600 * time.Millisecond
	return []row{
		within("EXISTS on the wire to notification handed over", fromExists.tail(), fromExists.part(0.99) <= 50*time.Millisecond, "p99 50 ms"),
		{what: "APPEND answered to notification handed over; peer: Dovecot's own delay, APPEND answered to EXISTS", ours: fromAppend.tail(), peer: dovecot.tail(),
			ratio: fmt.Sprintf("%+.0f ms", float64(fromAppend.part(0.99)-dovecot.part(0.99))/1e6), goal: "p99 600 ms (Dovecot's 500 ms and 100 ms)", met: yes(fromAppend.part(0.99) <= most)},
	}
}

func sampleLabels(n int) map[string]string {
	return map[string]string{"alertname": "HighLatency", "cluster": "prod-eu", "service": fmt.Sprintf("sample-%d", n), "severity": "warning"}
}

// poll measures from the start of a poll to the notification.
func poll(h *host) []row {
	am := rig.StartAlertmanager(h)
	app := start(h, lone, config.Source{Name: "api", Profile: "alertmanager", URL: config.URLs{am.URL},
		Every: config.Duration(time.Hour), Proxy: "none"})
	var ours, curls spans
	for n := range samples {
		am.Post(h, rig.Alert{Labels: sampleLabels(n), Annotations: map[string]string{"summary": "slow"}, StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)})
		asked := time.Now()
		app.Engine.Poke()
		ours = append(ours, app.desk.next(h).at.Sub(asked))
		curls = append(curls, curl(h, am))
	}
	app.stop()
	return []row{{what: "start of a poll of Alertmanager to notification handed over; peer: curl alone", ours: ours.tail(), peer: curls.tail(),
		ratio: fmt.Sprintf("%.1f", float64(ours.median())/float64(curls.median())), goal: "none set"}}
}
