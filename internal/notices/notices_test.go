package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"turnaround/assets"
	"turnaround/internal/lint"
)

func TestTheNoticesAreCurrent(t *testing.T) {
	root, err := lint.Root()
	if err != nil {
		t.Fatal(err)
	}
	made, err := collect(root)
	if err != nil {
		t.Fatal(err)
	}
	list, texts, err := write(made)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{"notices.json": list, "texts.txt": texts} {
		got, err := os.ReadFile(filepath.Join(root, "assets", "notices", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("assets/notices/%s is not what the program is made of: run go generate ./assets", name)
		}
	}
}

func TestEverythingByOthersIsNamed(t *testing.T) {
	list, err := assets.Notices()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]assets.Notice{}
	for _, notice := range list {
		there[notice.Name] = notice
		if notice.Licence == "" || !strings.HasPrefix(notice.Link, "https://") {
			t.Errorf("%+v says too little", notice)
		}
		if !strings.Contains(assets.Texts, strings.TrimSpace("\n"+notice.Name+" "+notice.Version)) {
			t.Errorf("%s has no text", notice.Name)
		}
	}
	for name, licence := range map[string]string{
		"fyne.io/fyne/v2": "BSD-3-Clause", "Inter": "OFL-1.1", "Material icons": "Apache-2.0",
		"Go standard library": "BSD-3-Clause", "EmojiOne Color": "MIT AND CC-BY-4.0",
	} {
		if there[name].Licence != licence {
			t.Errorf("%s is under %q, want %s", name, there[name].Licence, licence)
		}
	}
}

func TestALicenceThatNobodyKnowsIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "LICENSE")
	if err := os.WriteFile(path, []byte("Do as you like."), 0o600); err != nil {
		t.Fatal(err)
	}
	p := part{Notice: assets.Notice{Name: "somebody's"}}
	if err := p.read([]string{path}); err == nil || !strings.Contains(err.Error(), "somebody's") {
		t.Errorf("the error is %v", err)
	}
}
