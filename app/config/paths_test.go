package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"turnaround/app/config"
)

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		name, goos, home string
		env              map[string]string
		config, data     string
	}{
		{"Linux", "linux", "/home/a", nil, "/home/a/.config/turnaround/config.toml", "/home/a/.local/share/turnaround"},
		{"XDG", "linux", "/home/a", map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d"}, "/c/turnaround/config.toml", "/d/turnaround"},
		{"relative XDG", "linux", "/home/a", map[string]string{"XDG_CONFIG_HOME": "c"}, "/home/a/.config/turnaround/config.toml", "/home/a/.local/share/turnaround"},
		{"macOS", "darwin", "/Users/a", nil, "/Users/a/Library/Application Support/Turnaround/config.toml", "/Users/a/Library/Application Support/Turnaround/data"},
		{"Windows", "windows", `C:\Users\a`, map[string]string{"APPDATA": `C:\Users\a\AppData\Roaming`}, `C:\Users\a\AppData\Roaming\Turnaround\config.toml`, `C:\Users\a\AppData\Local\Turnaround\data`},
		{"own", "linux", "", map[string]string{config.EnvConfig: "/x/c.toml", config.EnvData: "/x/d"}, "/x/c.toml", "/x/d"},
	} {
		p, err := config.Paths(func(key string) string { return c.env[key] }, c.goos, c.home)
		if err != nil || p.Config != c.config || p.Data != c.data {
			t.Errorf("%s: got %+v, %v", c.name, p, err)
		}
	}
	if _, err := config.Paths(func(string) string { return "" }, "linux", ""); err == nil {
		t.Error("no home is taken")
	}
	if p := (config.Places{Config: "/c"}).WithData("/d"); p.Store != "/d/store" || p.Logs != "/d/logs" {
		t.Errorf("got %+v", p)
	}
}

func TestABrokenLinkIsNoMissingFile(t *testing.T) {
	link := filepath.Join(t.TempDir(), "config.toml")
	if config.Exists(link) {
		t.Error("nothing is taken for a file")
	}
	if err := os.Symlink(link+".gone", link); err != nil {
		t.Fatal(err)
	}
	if !config.Exists(link) {
		t.Error("a link whose target is away is taken for no configuration")
	}
}
