package publish

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/source"
)

// brokenWrite leaves behind what a write of a file that was killed midway does.
func brokenWrite(t *testing.T, path, text string) string {
	t.Helper()
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".4711")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAFileHoldsEachUpdateOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "updates.md")
	app := newCopy(t, newClock(), config.Channel{Name: "file", Kind: config.ChannelFile, URL: path}, "")
	broken := brokenWrite(t, path, "Still at it.")
	var texts []string
	for n := range publications() {
		a := app.update(phases[n%3], strings.Repeat("Still at it. ", n+1)+"<!-- turnaround not one -->")
		texts = append(texts, a.Update.Text)
		app.carry(a)
		if n%2 == 0 { // it died before the outcome was settled, and its notes with it
			app.memory.held = nil
			app.start()
			app.carry(a)
		}
	}
	if err := app.pull(); err != nil {
		t.Fatal(err)
	}
	if len(app.said) != len(texts) {
		t.Errorf("%d updates are read back of %d", len(app.said), len(texts))
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Count(string(raw), "## Payments fail: ") != len(texts) {
		t.Errorf("the file holds %d updates, %v", strings.Count(string(raw), "## Payments fail: "), err)
	}
	if _, err := os.Stat(broken); !os.IsNotExist(err) {
		t.Errorf("what a broken write left behind stays: %v", err)
	}
}

func TestAClipboardFileHoldsTheNewestAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "newest.txt")
	app := newCopy(t, newClock(), config.Channel{Name: "clipboard", Kind: config.ChannelClipboard, URL: path}, "")
	first := app.carry(app.update(incident.Investigating, "Paying by card fails."))
	for _, a := range []outbox.Action{app.update(incident.Identified, "We know the cause."), app.update(incident.PhaseResolved, "It works again.")} {
		a.Update.Ref = first.Ref
		if out, err := app.once(a); err != nil || out.Result != outbox.Done {
			t.Errorf("%q: %v %q, %v", a.Update.Text, out.Result, out.Text, err)
		}
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "It works again." {
		t.Errorf("%q, %v", raw, err)
	}
}

func git(t *testing.T, folder string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", folder, "-c", "user.name=Ann", "-c", "user.email=ann@example.org"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return string(out)
}

// site makes a work tree that follows a bare repository.
func site(t *testing.T) (work, remote string) {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(t.TempDir(), "none"))
	for key, value := range map[string]string{"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org", "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"} {
		t.Setenv(key, value)
	}
	folder := t.TempDir()
	work, remote = filepath.Join(folder, "site"), filepath.Join(folder, "remote.git")
	git(t, folder, "init", "--quiet", "--bare", remote)
	git(t, folder, "clone", "--quiet", remote, work)
	git(t, work, "commit", "--quiet", "--allow-empty", "-m", "Begin")
	git(t, work, "push", "--quiet", "-u", "origin", "HEAD")
	return work, remote
}

func TestACStateSiteIsCommittedAndPushed(t *testing.T) {
	work, remote := site(t)
	app := newCopy(t, newClock(), config.Channel{Name: "site", Kind: config.ChannelCState, URL: work}, "")
	half := filepath.Join(work, "content", "issues", "half-written.md")
	if err := os.MkdirAll(filepath.Dir(half), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(half, []byte("---\ntitle: A colleague is writing\nresolved: true\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	brokenWrite(t, filepath.Join(filepath.Dir(half), "2026-05-12-payments-fail-1a2b3c.md"), "---\ntitle: \"Payments fail\"\nturnaround: \"x\"\n---\n")
	a := app.update(incident.Investigating, "Paying by card fails. {{< evil >}}")
	a.Update.Components, a.Update.Impact = map[string]string{"Checkout": "major"}, "major"
	first := app.carry(a)
	if err := os.Rename(remote, remote+".away"); err != nil {
		t.Fatal(err)
	}
	b := app.update(incident.Identified, "We know the cause.")
	b.Update.Ref = first.Ref
	if _, err := app.once(b); !errors.Is(err, source.ErrServer) {
		t.Fatalf("a remote that is away: %v", err)
	}
	if err := os.Rename(remote+".away", remote); err != nil {
		t.Fatal(err)
	}
	app.carry(b)
	end := app.update(incident.PhaseResolved, "It works again.")
	end.Update.Ref = first.Ref
	app.carry(end)
	app.memory.held = nil
	app.start()
	app.carry(end) // again after a crash
	text := git(t, remote, "show", "HEAD:content/issues/"+first.Ref)
	for _, want := range []string{`title: "Payments fail"`, "resolved: true", "severity: disrupted", "section: issue", "*Resolved* - It works again. {{< track \"", "*Identified* - We know the cause."} {
		if strings.Count(text, want) != 1 {
			t.Errorf("the file has %q %d times:\n%s", want, strings.Count(text, want), text)
		}
	}
	if strings.Contains(text, "{{< evil") {
		t.Error("a shortcode of the text would be run")
	}
	if files := git(t, remote, "ls-tree", "-r", "--name-only", "HEAD"); strings.Contains(files, "half-written") || strings.Count(files, ".md") != 1 {
		t.Errorf("not ours alone was committed: %s", files)
	}
	if err := app.pull(); err != nil || len(app.said) != 3 {
		t.Errorf("read back %d updates, %v", len(app.said), err)
	}
}

func TestASiteThatIsNotThereIsSaid(t *testing.T) {
	app := newCopy(t, newClock(), config.Channel{Name: "site", Kind: config.ChannelCState, URL: filepath.Join(t.TempDir(), "none")}, "")
	out, err := app.now.Act(context.Background(), app.update(incident.Investigating, "Paying by card fails."))
	if err == nil || !strings.Contains(err.Error(), "is not the folder of a cState site") || out.Result == outbox.Done {
		t.Errorf("%+v, %v", out, err)
	}
}
