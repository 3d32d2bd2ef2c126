package lint

import (
	"slices"
	"strings"
)

// module is this repository's import path.
const module = "turnaround"

// library is somebody's module that one room alone may know.
type library struct {
	prefix string
	name   string
	rooms  []string // folders and what is below them
	phones []string // folders whose files for phones may know it too
	tests  bool     // tests anywhere may use it
}

var libraries = []library{
	{prefix: "fyne.io/", name: "Fyne", rooms: []string{"ui"}, phones: []string{"sync/notify"}},
	{prefix: "github.com/dgraph-io/badger", name: "badger", rooms: []string{"app/store"}},
	{prefix: "github.com/go-resty/resty", name: "resty", rooms: []string{"sync/restsource", "sync/publish"}},
	{prefix: "github.com/emersion/go-imap/v2/imapserver", name: "go-imap's server",
		rooms: []string{"sync/drill", "internal", "bench"}, tests: true},
	{prefix: "github.com/emersion/go-imap", name: "go-imap",
		rooms: []string{"sync/imapsource", "sync/publish", "sync/drill", "internal", "bench"}, tests: true},
	{prefix: "github.com/emersion/go-smtp", name: "go-smtp", rooms: []string{"sync/publish", "sync/drill", "internal", "bench"}, tests: true},
	{prefix: "github.com/gen2brain/beeep", name: "beeep", rooms: []string{"sync/notify"}},
	{prefix: "github.com/spf13/cobra", name: "cobra", rooms: []string{"cmd"}},
	{prefix: "github.com/godbus/dbus", name: "godbus", rooms: []string{"sync/notify", "app/secret", "cmd", "internal"}, tests: true},
}

// arrow forbids the rooms below from to import those below to.
type arrow struct {
	from   string
	to     []string
	except []string
	why    string
}

var arrows = []arrow{
	{from: "app", to: []string{"sync", "ui", "cmd"}, why: "the domain knows nobody above it"},
	{from: "sync", to: []string{"ui", "cmd"}, why: "sources know no screen and no command"},
	{from: "ui", to: []string{"sync"}, why: "a screen goes through app/desk"},
	{from: "assets", to: []string{"app", "sync", "ui", "cmd"}, why: "assets are data"},
	{from: "ui/look", to: []string{"ui", "app"}, except: []string{"ui/look"}, why: "colours and sizes know nothing"},
	{from: "ui/view", to: []string{"ui"}, except: []string{"ui/view", "ui/words"}, why: "rows are plain data"},
	{from: "ui/post", to: []string{"ui", "app"}, except: []string{"ui/post"}, why: "the way to the screen's goroutine knows nothing"},
	{from: "ui/parts", to: []string{"ui"}, except: []string{"ui/parts", "ui/look", "ui/view", "ui/post", "ui/keys", "ui/words"}, why: "widgets know no screen"},
	{from: "ui/keys", to: []string{"ui", "app"}, except: []string{"ui/keys", "ui/words"}, why: "keys know no screen and no widget"},
	{from: "ui/words", to: []string{"ui", "app"}, except: []string{"ui/words"}, why: "texts know no screen"},
}

// shared are the rooms of ui that are no screens.
var shared = []string{"ui/look", "ui/parts", "ui/view", "ui/post", "ui/keys", "ui/words", "ui/shell"}

// Arrows finds imports that point up or past a room's door.
func Arrows(files []File) []Finding {
	var found []Finding
	for _, file := range files {
		for _, path := range file.Imports() {
			for _, what := range breaches(file, path) {
				found = append(found, Finding{file.Path, what})
			}
		}
	}
	return found
}

func breaches(file File, path string) []string {
	target, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		return foreign(file, path)
	}
	// A test may set up what it likes beside its room.
	if file.Test {
		return nil
	}
	var found []string
	for _, a := range arrows {
		if below(file.Folder, a.from) && anyBelow(target, a.to) && !anyBelow(target, a.except) {
			found = append(found, "imports "+path+": "+a.why)
		}
	}
	if file.Folder == "app/incident" {
		found = append(found, "imports "+path+": app/incident knows the standard library alone")
	}
	if isScreen(target) && target != file.Folder && !below(file.Folder, "ui/shell") && !below(file.Folder, target) {
		found = append(found, "imports "+path+": screens meet in ui/shell alone")
	}
	if below(target, "cmd") && below(file.Folder, "ui") && !below(file.Folder, "ui/shell") {
		found = append(found, "imports "+path+": ui/shell alone meets the running app; others declare what they need of it")
	}
	if below(target, "internal") && !below(file.Folder, "internal") && !below(file.Folder, "bench") {
		found = append(found, "imports "+path+": internal is for tests")
	}
	return found
}

func foreign(file File, path string) []string {
	if file.Folder == "app/incident" && !file.Test && strings.Contains(firstElement(path), ".") {
		return []string{"imports " + path + ": app/incident knows the standard library alone"}
	}
	for _, l := range libraries {
		if !strings.HasPrefix(path, l.prefix) {
			continue
		}
		if anyBelow(file.Folder, l.rooms) || file.Test && l.tests || file.Phone && anyBelow(file.Folder, l.phones) {
			return nil
		}
		return []string{"imports " + path + ": only " + strings.Join(l.rooms, ", ") + " may know " + l.name}
	}
	return nil
}

func isScreen(folder string) bool {
	return strings.HasPrefix(folder, "ui/") && !anyBelow(folder, shared)
}

func firstElement(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

func below(folder, room string) bool {
	return folder == room || strings.HasPrefix(folder, room+"/")
}

func anyBelow(folder string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool { return below(folder, room) })
}
