package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"turnaround/app/durable"
	"turnaround/app/incident"
	words "turnaround/app/text"
	"turnaround/sync/source"
)

// cstate is a cState site: a Markdown file for each incident in the site's
// folder. In a git work tree it is committed, and pushed where the branch
// follows another.
type cstate struct {
	folder string
	now    func() time.Time
	git    bool
}

func newCState(c *Config) (wire, error) {
	s := &cstate{folder: c.Channel.URL, now: c.Now}
	if info, err := os.Stat(s.folder); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not the folder of a cState site: correct url", s.folder)
	}
	if _, err := exec.LookPath("git"); err == nil {
		out, err := s.run(context.Background(), "rev-parse", "--is-inside-work-tree")
		s.git = err == nil && strings.TrimSpace(out) == "true"
	}
	return s, nil
}

func (s *cstate) identity() string { return "cstate:" + s.folder }

func (s *cstate) limits() limits {
	return limits{title: 200, text: 60_000, kind: "cState", phases: map[incident.Phase]string{incident.Investigating: "Investigating",
		incident.Identified: "Identified", incident.Monitoring: "Monitoring", incident.PhaseResolved: "Resolved"}}
}

const (
	issues      = "content/issues"
	cstateTime  = "2006-01-02 15:04:05"
	maxIssues   = 200
	cstateLimit = 1 << 20
)

var trackLine = regexp.MustCompile(`(?m)^\*([A-Za-z ]+)\* - `)
var trackMark = regexp.MustCompile(`\s*\{\{< track "([^"]+)" >\}\}\s*$`)

// isIssue tells whether a name is that of an incident's file.
func isIssue(name string) bool {
	return strings.HasSuffix(name, ".md") && !strings.HasPrefix(name, ".") && name != "_index.md"
}

// read gives what is published: what a broken push left behind goes out first,
// and what a broken write left behind goes away.
func (s *cstate) read(ctx context.Context) (view, error) {
	if err := durable.Sweep(filepath.Join(s.folder, issues), isIssue); err != nil {
		return view{}, err
	}
	if err := s.flush(ctx, "Publish what waited"); err != nil {
		return view{}, err
	}
	return s.issues()
}

// issues reads the files there are.
func (s *cstate) issues() (view, error) {
	files, err := os.ReadDir(filepath.Join(s.folder, issues))
	if errors.Is(err, fs.ErrNotExist) {
		return view{}, nil
	}
	if err != nil {
		return view{}, fmt.Errorf("read the site: %w", err)
	}
	var v view
	slices.Reverse(files) // their names begin with the day
	for _, f := range files[:min(len(files), maxIssues)] {
		if !isIssue(f.Name()) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(s.folder, issues, f.Name()))
		if err != nil {
			return view{}, fmt.Errorf("read the site: %w", err)
		}
		if len(raw) <= cstateLimit {
			v.threads = append(v.threads, cstateThread(f.Name(), string(raw)))
		}
	}
	return v, nil
}

func cstateThread(name, raw string) thread {
	head, body, _ := strings.Cut(strings.TrimPrefix(raw, "---\n"), "\n---\n")
	field := func(key string) string {
		for line := range strings.Lines(head) {
			if rest, ok := strings.CutPrefix(line, key+":"); ok {
				return strings.Trim(strings.TrimSpace(rest), `"`)
			}
		}
		return ""
	}
	t := thread{id: name, title: field("title"), open: field("resolved") != "true", incident: field("turnaround_incident"),
		marks: strings.Fields(field("turnaround")), raw: []byte(raw)}
	at := trackLine.FindAllStringSubmatchIndex(body, -1)
	for n, m := range at {
		end := len(body)
		if n+1 < len(at) {
			end = at[n+1][0]
		}
		text := strings.TrimSpace(body[m[1]:end])
		p := post{phase: incident.Phase(strings.ToLower(body[m[2]:m[3]]))}
		if mark := trackMark.FindStringSubmatch(text); mark != nil {
			p.at, _ = time.Parse(cstateTime, mark[1]) // zero: it cannot be told
			text = strings.TrimSuffix(text, mark[0])
		}
		p.text, p.id = strings.TrimSpace(text), fmt.Sprintf("%s#%d", name, len(at)-n)
		t.posts = append(t.posts, p)
	}
	return t
}

func (s *cstate) send(ctx context.Context, l letter) (sent, error) {
	if s.git && s.upstream(ctx) {
		if _, err := s.run(ctx, "pull", "--ff-only", "--quiet"); err != nil {
			return sent{}, s.fault("could not be brought up to date", err)
		}
	}
	at := s.now().UTC().Truncate(time.Second)
	name, raw := "", ""
	if l.into != nil {
		name, raw = l.into.id, string(l.into.raw)
	} else {
		name = at.Format("2006-01-02") + "-" + slug(l.Title) + "-" + strings.ToLower(l.action.ID[max(0, len(l.action.ID)-6):]) + ".md"
	}
	text := cstateFile(raw, l, at)
	path := filepath.Join(s.folder, issues, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return sent{}, fmt.Errorf("write to the site: %w", err)
	}
	if err := durable.Write(path, []byte(text), 0o644); err != nil {
		return sent{}, fmt.Errorf("write to the site: %w", err)
	}
	if err := s.flush(ctx, l.Title+": "+l.phase); err != nil {
		return sent{}, unsure{err}
	}
	return sent{ref: name, post: fmt.Sprintf("%s#%d", name, len(trackLine.FindAllString(text, -1))), at: at}, nil
}

// cstateFile puts an update on top of the others, and the state into the head.
func cstateFile(raw string, l letter, at time.Time) string {
	_, body, _ := strings.Cut(strings.TrimPrefix(raw, "---\n"), "\n---\n")
	old := cstateThread("", raw)
	title, began := l.Title, at.Format(cstateTime)
	for line := range strings.Lines(raw) {
		if rest, ok := strings.CutPrefix(line, "date:"); ok {
			began = strings.TrimSpace(rest)
		}
	}
	if title == "" {
		title = old.title
	}
	severity := map[string]string{"critical": "down", "major": "down", "none": "notice"}[l.Impact]
	if severity == "" {
		severity = "disrupted"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\ndate: %s\nresolved: %t\n", words.Line(title, 200), began, l.Update.Phase == incident.PhaseResolved)
	if l.Update.Phase == incident.PhaseResolved {
		fmt.Fprintf(&b, "resolvedWhen: %s\n", at.Format(cstateTime))
	}
	fmt.Fprintf(&b, "severity: %s\naffected:\n", severity)
	names := []string{}
	for name := range l.components {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "  - %q\n", name)
	}
	fmt.Fprintf(&b, "section: issue\nturnaround_incident: %q\nturnaround: %q\n---\n", l.action.Incident,
		strings.TrimSpace(strings.Join(old.marks, " ")+" "+l.action.ID))
	text := noShortcode(l.Text)
	fmt.Fprintf(&b, "*%s* - %s {{< track %q >}}\n\n%s", l.phase, text, at.Format(cstateTime), strings.TrimLeft(body, "\n"))
	return b.String()
}

// noShortcode: the site would run one that is in a text.
func noShortcode(text string) string {
	return strings.NewReplacer("{{", "{ {", "}}", "} }").Replace(strings.TrimSpace(text))
}

// correct puts other words in the place of an update's.
func (s *cstate) correct(ctx context.Context, l letter) (sent, error) {
	if l.into == nil {
		return sent{}, refused{"the incident is not on the site any more"}
	}
	_, nth, _ := strings.Cut(l.action.Ref, "#")
	raw := string(l.into.raw)
	at := trackLine.FindAllStringSubmatchIndex(raw, -1)
	n, err := strconv.Atoi(nth)
	if err != nil || n < 1 || n > len(at) {
		return sent{}, refused{"the update is not on the site any more"}
	}
	m, end := at[len(at)-n], len(raw)
	if n > 1 {
		end = at[len(at)-n+1][0]
	}
	mark := trackMark.FindString(strings.TrimSpace(raw[m[1]:end]))
	text := raw[:m[1]] + noShortcode(l.Text) + mark + "\n\n" + raw[end:]
	if err := durable.Write(filepath.Join(s.folder, issues, l.into.id), []byte(text), 0o644); err != nil {
		return sent{}, fmt.Errorf("write to the site: %w", err)
	}
	if err := s.flush(ctx, l.into.title+": corrected"); err != nil {
		return sent{}, unsure{err}
	}
	return sent{ref: l.into.id, post: l.action.Ref}, nil
}

func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if text := strings.Trim(b.String(), "-"); text != "" {
		return text[:min(len(text), 40)]
	}
	return "incident"
}

// flush commits and pushes what is not yet; doing it twice changes nothing.
func (s *cstate) flush(ctx context.Context, message string) error {
	if !s.git {
		return nil
	}
	changed, err := s.changed(ctx)
	if err == nil && len(changed) > 0 {
		if _, err = s.run(ctx, append([]string{"add", "--"}, changed...)...); err == nil {
			_, err = s.run(ctx, append([]string{"commit", "--quiet", "-m", words.Line(message, 120), "--"}, changed...)...)
		}
	}
	if err != nil {
		return s.fault("could not be committed", err)
	}
	if !s.upstream(ctx) {
		return nil
	}
	ahead, err := s.run(ctx, "rev-list", "--count", "@{upstream}..HEAD")
	if err == nil && strings.TrimSpace(ahead) != "0" {
		_, err = s.run(ctx, "push", "--quiet")
	}
	if err != nil {
		return s.fault("could not be pushed: readers do not see it yet", err)
	}
	return nil
}

// changed lists the files of ours that are not committed; what a person is
// writing there is left alone.
func (s *cstate) changed(ctx context.Context) ([]string, error) {
	out, err := s.run(ctx, "ls-files", "--modified", "--others", "--exclude-standard", "-z", "--", issues)
	if err != nil {
		return nil, err
	}
	var ours []string
	for name := range strings.SplitSeq(out, "\x00") {
		if !isIssue(filepath.Base(name)) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(s.folder, name))
		if err == nil && strings.Contains(string(raw), "\nturnaround: ") {
			ours = append(ours, name)
		}
	}
	return ours, nil
}

func (s *cstate) upstream(ctx context.Context) bool {
	_, err := s.run(ctx, "rev-parse", "--abbrev-ref", "@{upstream}")
	return err == nil
}

func (s *cstate) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", s.folder}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, words.Line(said.String(), 200))
	}
	return out.String(), nil
}

func (s *cstate) fault(what string, err error) error {
	return &source.Fault{Kind: source.ErrServer, What: "the site in " + s.folder + " " + what, Fix: "look there with git status", Err: err}
}

// test reads the site and asks git what a push would do; nothing that waits is
// published by it.
func (s *cstate) test(ctx context.Context) (Found, error) {
	v, err := s.issues()
	if err != nil {
		return Found{}, err
	}
	found := Found{Unknown: "when the site shows it: that is up to what builds it"}
	for _, t := range v.threads {
		if t.open {
			found.Open = append(found.Open, words.Line(t.title, 120))
		}
	}
	found.Text = fmt.Sprintf("the site can be read: %d incidents open there", len(found.Open))
	f, err := os.CreateTemp(s.folder, ".turnaround-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return found, &source.Fault{Kind: source.ErrAnswer, What: "nothing can be written to " + s.folder, Fix: "make the folder writable for you", Err: err}
	}
	switch {
	case !s.git:
		found.Text += "; no git work tree, so files are written and nothing is pushed"
	case !s.upstream(ctx):
		found.Text += "; updates are committed, and not pushed: the branch follows no other"
	default:
		if _, err := s.run(ctx, "push", "--dry-run", "--quiet"); err != nil {
			return found, s.fault("could not be pushed", err)
		}
		found.Text += "; updates are committed and pushed"
	}
	return found, nil
}

func (s *cstate) close() error { return nil }
