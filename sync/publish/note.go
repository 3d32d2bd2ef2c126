package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"turnaround/app/config"
	"turnaround/app/durable"
	"turnaround/app/incident"
	"turnaround/sync/source"
)

// note is a file: every update below the last, or the newest alone, to be
// copied from there.
type note struct {
	path   string
	newest bool
	now    func() time.Time
}

func newNote(c *Config) wire {
	n := &note{path: c.Channel.URL, newest: c.Channel.Kind == config.ChannelClipboard, now: c.Now}
	if n.newest {
		return n
	}
	return pages{n}
}

// pages is a note that keeps every update, so that its words can be changed.
type pages struct{ *note }

// correct puts other words in the place of an update's.
func (p pages) correct(_ context.Context, l letter) (sent, error) {
	raw, _, err := p.load()
	if err != nil {
		return sent{}, err
	}
	head := fmt.Sprintf("%s%s %s ", noteMark, l.action.Incident, l.action.Ref)
	at := strings.Index(string(raw), head)
	if at < 0 {
		return sent{}, refused{"the update is not in the file any more"}
	}
	old := string(raw[at:])
	if next := strings.Index(old[len(head):], noteMark); next >= 0 {
		old = old[:len(head)+next]
	}
	top, _, ok := strings.Cut(old, "\n\n")
	if !ok {
		return sent{}, refused{"the update in the file cannot be read any more"}
	}
	block := top + "\n\n" + tame(l.Text) + "\n\n"
	if err := durable.Write(p.path, []byte(string(raw[:at])+block+string(raw[at+len(old):])), 0o644); err != nil {
		return sent{}, fmt.Errorf("write the channel's file: %w", err)
	}
	return sent{ref: string(l.action.Incident), post: l.action.Ref}, nil
}

// tame takes the mark out of a text, which would read as two updates.
func tame(text string) string { return strings.ReplaceAll(text, noteMark, "<!-- ") }

func (n *note) identity() string { return "file:" + n.path }

func (n *note) limits() limits {
	return limits{kind: "a file", single: n.newest, phases: map[incident.Phase]string{incident.Investigating: "Investigating", incident.Identified: "Identified",
		incident.Monitoring: "Monitoring", incident.PhaseResolved: "Resolved"}}
}

// noteLimit bounds the file that is read back.
const noteLimit = 16 << 20

// noteMark stands before each update: incident, action and time.
const noteMark = "<!-- turnaround "

func (n *note) load() ([]byte, time.Time, error) {
	info, err := os.Stat(n.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, nil
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > noteLimit) {
		err = fmt.Errorf("%s is not a file of at most %d MB: name another one", n.path, noteLimit>>20)
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read the channel's file: %w", err)
	}
	raw, err := os.ReadFile(n.path)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read the channel's file: %w", err)
	}
	return raw, info.ModTime(), nil
}

func (n *note) read(context.Context) (view, error) {
	if err := durable.Sweep(filepath.Dir(n.path), func(name string) bool { return name == filepath.Base(n.path) }); err != nil {
		return view{}, err
	}
	raw, changed, err := n.load()
	if err != nil || len(raw) == 0 {
		return view{}, err
	}
	if n.newest {
		return view{threads: []thread{{id: "newest", posts: []post{{id: fmt.Sprint(changed.UnixNano()), text: string(raw), at: changed.UTC()}}}}}, nil
	}
	byIncident := map[string]*thread{}
	var v view
	var order []string
	for part := range strings.SplitSeq(string(raw), noteMark) {
		head, body, ok := strings.Cut(part, " -->\n")
		f := strings.Fields(head)
		if !ok || len(f) != 4 {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, f[3])
		if err != nil {
			continue
		}
		t := byIncident[f[0]]
		if t == nil {
			t = &thread{id: f[0], incident: f[0], open: true}
			byIncident[f[0]], order = t, append(order, f[0])
		}
		title, text, _ := strings.Cut(body, "\n\n")
		t.title = strings.TrimPrefix(title, "## ")
		t.posts = append(t.posts, post{id: f[1], mark: f[1], phase: incident.Phase(f[2]), at: at, text: strings.TrimSpace(text)})
		t.open = f[2] != string(incident.PhaseResolved)
	}
	for _, id := range order {
		newestFirst(byIncident[id].posts)
		v.threads = append(v.threads, *byIncident[id])
	}
	return v, nil
}

func (n *note) send(_ context.Context, l letter) (sent, error) {
	at := n.now().UTC()
	out := sent{ref: string(l.action.Incident), post: l.action.ID, at: at}
	raw := []byte(l.Text)
	if !n.newest {
		old, _, err := n.load()
		if err != nil {
			return sent{}, err
		}
		title := strings.Join(strings.Fields(l.Title+": "+l.phase), " ")
		text := tame(l.Text)
		block := fmt.Sprintf("%s%s %s %s %s -->\n## %s\n\n%s\n\n", noteMark, l.action.Incident, l.action.ID, l.Phase, at.Format(time.RFC3339Nano),
			strings.TrimPrefix(title, ": "), text)
		raw = append(bytes.Clone(old), block...)
	}
	if err := durable.Write(n.path, raw, 0o644); err != nil {
		return sent{}, fmt.Errorf("write the channel's file: %w", err)
	}
	if n.newest {
		info, err := os.Stat(n.path)
		if err != nil {
			return sent{}, taken{err}
		}
		out.post = fmt.Sprint(info.ModTime().UnixNano())
	}
	return out, nil
}

// test looks whether the file can be written, and writes nothing into it.
func (n *note) test(context.Context) (Found, error) {
	if _, _, err := n.load(); err != nil {
		return Found{}, err
	}
	f, err := os.CreateTemp(filepath.Dir(n.path), ".turnaround-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return Found{}, &source.Fault{Kind: source.ErrAnswer, What: "nothing can be written beside " + n.path, Fix: "make the folder, or correct url", Err: err}
	}
	return Found{Text: n.path + " can be written", Unknown: "who reads it: that is up to whoever copies it on"}, nil
}

func (n *note) close() error { return nil }
