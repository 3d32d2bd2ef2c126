package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"turnaround/internal/rig"
)

const (
	settleFor = 60 * time.Second
	idleFor   = 60 * time.Second
	ingestFor = 60 * time.Second
	ingested  = 2000 // mails, beside 10,000 alerts
)

// watch measures the headless pager on 100,000 incidents with two live
// sources: an Alertmanager polled every 15 s and a mailbox in IDLE.
func watch(h *host) []row {
	rows := watchRows(h, "laptop", 120)
	return append(rows, watchRows(h, "phone", 80)...)
}

func watchRows(h *host, preset string, most int) []row {
	am, server := rig.StartAlertmanager(h), rig.StartDovecot(h)
	am.Post(h, withEnd(swarm(20, 5))...)
	server.Append(h, folder, letters(1)[0])
	h.must(os.Setenv("BENCH_PASSWORD", server.Password))
	p := install(h, copyYear(h), fmt.Sprintf("[storage]\nkey = \"file\"\npreset = %q\n", preset)+alertSource(am)+mailSource(server))
	process := rig.Start(h, p.command("watch", "--notify", "terminal"))
	started := time.Now()
	time.Sleep(settleFor)
	rest := memory(h, process.Pid())
	used := processor(h, process.Pid())
	time.Sleep(idleFor)
	share := (processor(h, process.Pid()) - used).Seconds() / idleFor.Seconds() * 100
	later := memory(h, process.Pid())

	h.must(os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", process.Pid()), []byte("5"), 0)) // the peak begins anew
	am.Post(h, withEnd(swarm(firing, firing))...)
	server.AppendMany(h, folder, letters(ingested)...)
	server.Append(h, folder, letters(ingested + 1)[ingested]) // wakes IDLE
	time.Sleep(ingestFor)
	busy := memory(h, process.Pid())
	listed := 0
	for _, from := range []string{"source:api", "source:mail"} {
		out, _ := p.run("list", "--status", "all", "--query", from, "--json")
		listed += strings.Count(out, `"number":`)
	}
	h.Logf("%s: %s after start: %v; after %v: %v; ingesting: %v; %d incidents of the two sources", preset,
		settleFor, rest, time.Since(started).Round(time.Second), later, busy, listed)
	process.Stop()
	server.Stop()
	am.Stop()
	if want := firing + ingested; listed < want {
		h.Errorf("%s: %d incidents were listed after ingesting, want %d", preset, listed, want)
	}
	return []row{
		within(fmt.Sprintf("`watch`, %s preset, 100,000 incidents, %s after start: resident", preset, settleFor), rest.String(), rest.resident <= most*1e6, fmt.Sprintf("%d MB", most)),
		{what: fmt.Sprintf("`watch`, %s preset: peak while 10,000 alerts and 2,000 mails arrive (12,000 incidents)", preset), ours: fmt.Sprintf("%.0f MB; %.0f MB a minute later", float64(busy.peak)/1e6, float64(busy.resident)/1e6)},
		within(fmt.Sprintf("`watch`, %s preset: processor time over an idle minute (polls every 15 s, IDLE)", preset), fmt.Sprintf("**%.2f %%** of a core", share), share < 0.5, "under 0.5 % of a core"),
	}
}

func withEnd(all []rig.Alert) []rig.Alert {
	for n := range all {
		all[n].EndsAt = time.Now().Add(time.Hour)
	}
	return all
}

// memoryUse is what a process holds in memory, in bytes.
type memoryUse struct{ resident, anonymous, files, peak int }

func (m memoryUse) String() string {
	return fmt.Sprintf("**%.0f MB** (%.0f MB of its own, %.0f MB of mapped files)", float64(m.resident)/1e6, float64(m.anonymous)/1e6, float64(m.files)/1e6)
}

func memory(h *host, pid int) memoryUse {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	h.must(err)
	var m memoryUse
	into := map[string]*int{"VmRSS": &m.resident, "RssAnon": &m.anonymous, "RssFile": &m.files, "VmHWM": &m.peak}
	for line := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(line, ":")
		if field := into[name]; field != nil {
			kb, err := strconv.Atoi(strings.Fields(value)[0])
			h.must(err)
			*field = kb * 1024
		}
	}
	return m
}

// processor is the processor time a process has used, in steps of 10 ms.
func processor(h *host, pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	h.must(err)
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, field := range fields[11:13] { // utime, stime
		n, err := strconv.Atoi(field)
		h.must(err)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
