package autostart

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// keptRegistry is Windows' Run key, with what the task manager noted.
type keptRegistry struct {
	run     map[string]string
	refused map[string]bool
	fail    error
}

func (r *keptRegistry) Get(name string) (string, bool, error) {
	value, ok := r.run[name]
	return value, ok, r.fail
}

func (r *keptRegistry) Set(name, value string) error {
	if r.fail == nil {
		r.run[name] = value
	}
	return r.fail
}

func (r *keptRegistry) Delete(name string) error {
	delete(r.run, name)
	return r.fail
}

func (r *keptRegistry) Refused(name string) (bool, error) { return r.refused[name], r.fail }

func (r *keptRegistry) Approve(name string) error {
	delete(r.refused, name)
	return r.fail
}

// systems are this program on each system, in a home of its own.
func systems(t *testing.T) map[string]Config {
	t.Helper()
	home := t.TempDir()
	return map[string]Config{
		"linux":  {System: "linux", Home: home, Program: `/opt/tür "na" $x %f\around/turnaround`, Args: []string{"watch", "a b"}},
		"darwin": {System: "darwin", Home: home, Program: "/Applications/Turn & <around>.app/Contents/MacOS/turnaround", Args: []string{"watch"}},
		"windows": {System: "windows", Home: home, Program: `C:\Program Files\Turnaround\turnaround.exe`, Args: []string{"watch"},
			Keys: &keptRegistry{run: map[string]string{}, refused: map[string]bool{}}},
	}
}

func asked(t *testing.T, c Config) *Autostart {
	t.Helper()
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *Autostart) expect(t *testing.T, what string, on, other bool) Status {
	t.Helper()
	s, err := a.Status()
	if err != nil || s.On != on || s.Other != other || s.Where == "" || on && s.Command == "" {
		t.Errorf("%s: %+v, %v; want on %v, other %v", what, s, err, on, other)
	}
	return s
}

func TestOnAndOffOnEachSystem(t *testing.T) {
	for name, c := range systems(t) {
		t.Run(name, func(t *testing.T) {
			a := asked(t, c)
			a.expect(t, "at first", false, false)
			for range 2 {
				if err := a.On(); err != nil {
					t.Fatal(err)
				}
				a.expect(t, "on", true, false)
			}
			moved := c
			moved.Program = strings.Replace(c.Program, "turnaround", "elsewhere", 1)
			b := asked(t, moved)
			b.expect(t, "asked by a program elsewhere", true, true)
			if err := b.On(); err != nil {
				t.Fatal(err)
			}
			b.expect(t, "after it was named", true, false)
			for range 2 {
				if err := a.Off(); err != nil {
					t.Fatal(err)
				}
				a.expect(t, "off", false, false)
			}
		})
	}
}

func TestWhatASystemsOwnSwitchSays(t *testing.T) {
	all := systems(t)
	off := map[string]func(where string) error{
		"linux": func(where string) error {
			return edit(where, "X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false")
		},
		"darwin": func(where string) error {
			return edit(where, "<key>ProcessType</key>", "<key>Disabled</key><true/><key>ProcessType</key>")
		},
		"windows": func(string) error {
			all["windows"].Keys.(*keptRegistry).refused[keyName] = true
			return nil
		},
	}
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			a := asked(t, c)
			if err := a.On(); err != nil {
				t.Fatal(err)
			}
			if err := off[name](a.where()); err != nil {
				t.Fatal(err)
			}
			if s := a.expect(t, "switched off outside", false, false); s.Command == "" {
				t.Errorf("what would be started is not said: %+v", s)
			}
			if err := a.On(); err != nil {
				t.Fatal(err)
			}
			a.expect(t, "on again", true, false)
		})
	}
}

func edit(path, old, text string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !strings.Contains(string(raw), old) {
		return errors.New(path + " has no " + old)
	}
	return os.WriteFile(path, []byte(strings.Replace(string(raw), old, text, 1)), 0o644)
}

func TestTheFilesThatAreWritten(t *testing.T) {
	all := systems(t)
	read := func(name string) string {
		t.Helper()
		a := asked(t, all[name])
		if err := a.On(); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(a.where())
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	desktop := read("linux")
	want := `Exec="/opt/tür \\"na\\" \\$x %%f\\\\around/turnaround" "watch" "a b"` + "\n"
	if !strings.HasPrefix(desktop, "[Desktop Entry]\nType=Application\nName=Turnaround\n") || !strings.Contains(desktop, want) {
		t.Errorf("the autostart file says\n%s\nwant in it\n%s", desktop, want)
	}
	plist := read("darwin")
	for _, part := range []string{"<string>/Applications/Turn &amp; &lt;around&gt;.app/Contents/MacOS/turnaround</string>\n\t\t<string>watch</string>",
		"<key>RunAtLoad</key>\n\t<true/>", "<string>" + label + "</string>"} {
		if !strings.Contains(plist, part) {
			t.Errorf("the agent lacks %q:\n%s", part, plist)
		}
	}
	a := asked(t, all["windows"])
	if err := a.On(); err != nil {
		t.Fatal(err)
	}
	if got := all["windows"].Keys.(*keptRegistry).run[keyName]; got != `"C:\Program Files\Turnaround\turnaround.exe" watch` {
		t.Errorf("the Run key says %s", got)
	}
}

func TestWindowsQuoting(t *testing.T) {
	for word, want := range map[string]string{
		``: `""`, `plain`: `plain`, `two words`: `"two words"`, `say "x"`: `"say \"x\""`, `ends in\`: `"ends in\\"`, `a\"b c`: `"a\\\"b c"`, `C:\x`: `C:\x`,
	} {
		if got := (runKey{}).line([]string{"p", word}); got != `"p" `+want {
			t.Errorf("%s becomes %s, want %s", word, got, want)
		}
	}
}

func TestXDGConfigHomeIsHonoured(t *testing.T) {
	dir := t.TempDir()
	a := asked(t, Config{System: "linux", Home: "/nowhere", Config: dir, Program: "/bin/turnaround"})
	if err := a.On(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "autostart", fileName)); err != nil {
		t.Error(err)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	for name, c := range map[string]Config{
		"a relative program":    {System: "linux", Program: "turnaround"},
		"no program":            {System: "linux"},
		"a line break":          {System: "linux", Program: "/bin/x\nExec=rm"},
		"a line break to it":    {System: "linux", Program: "/bin/x", Args: []string{"a\r"}},
		"another system":        {System: "plan9", Program: "/bin/x"},
		"Windows without a key": {System: "windows", Program: `C:\x.exe`},
		"Windows, relative":     {System: "windows", Program: `x.exe`, Keys: &keptRegistry{}},
	} {
		if a, err := New(c); err == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if _, err := New(Config{System: "plan9", Program: "/bin/x"}); !errors.Is(err, ErrUnsupported) {
		t.Error(err)
	}
}

func TestFailuresAreSaid(t *testing.T) {
	denied := errors.New("access denied")
	a := asked(t, Config{System: "windows", Program: `C:\x.exe`, Keys: &keptRegistry{run: map[string]string{}, fail: denied}})
	_, err := a.Status()
	for what, err := range map[string]error{"on": a.On(), "off": a.Off(), "status": err} {
		if !errors.Is(err, denied) {
			t.Errorf("%s: %v", what, err)
		}
	}
	home := t.TempDir()
	blocked := asked(t, Config{System: "linux", Home: home, Program: "/bin/x"})
	if err := os.WriteFile(filepath.Join(home, ".config"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := blocked.On(); err == nil {
		t.Error("written below a file")
	}
	mac := asked(t, Config{System: "darwin", Home: home, Program: "/bin/x"})
	if err := mac.On(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mac.where(), []byte("<plist><dict"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mac.Status(); err == nil {
		t.Error("a broken agent is no trouble")
	}
}
