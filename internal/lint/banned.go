package lint

import (
	"go/ast"
	"slices"
	"strings"
)

// ban is a name of a package that is not used in some files.
type ban struct {
	path  string // import path
	names []string
	in    func(File) bool
	why   string
}

func everywhere(File) bool { return true }
func inProduct(file File) bool {
	return !file.Test && !anyBelow(file.Folder, []string{"internal", "bench"})
}
func inRooms(file File) bool {
	return inProduct(file) && anyBelow(file.Folder, []string{"app", "sync", "ui"})
}

// inRealTime: in a bubble of testing/synctest a sleep takes no time and is exact.
func inRealTime(file File) bool {
	return file.Test && !slices.Contains(file.Imports(), "testing/synctest")
}

var bans = []ban{
	{"fyne.io/fyne/v2", []string{"DoAndWait"}, everywhere, "it deadlocks; post instead (ui/post)"},
	{"fyne.io/fyne/v2", []string{"Do"}, func(f File) bool { return inProduct(f) && !below(f.Folder, "ui/post") },
		"ui/post is the one place that calls it"},
	{"time", []string{"Sleep"}, inRealTime, "wait on an event with a deadline, or use testing/synctest"},
	{"time", []string{"Sleep", "Tick"}, inProduct, "nothing can stop it: use a timer beside ctx.Done()"},
	{"log/slog", []string{"Default", "SetDefault", "Debug", "Info", "Warn", "Error"}, inProduct, "loggers are passed in"},
	{"net/http", []string{"Get", "Post", "PostForm", "Head"}, inRooms, "it has no time limit and no context"},
	{module + "/app/store", []string{"Open"}, func(f File) bool { return inProduct(f) && below(f.Folder, "ui") },
		"a screen goes through app/desk"},
	{"os", []string{"Exit"}, func(f File) bool { return inRooms(f) && f.Syntax.Name.Name != "main" }, "only a command ends the process"},
	{"log", []string{"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"}, inProduct,
		"loggers are passed in"},
}

// skips are the ways a test can be left out; one that cannot run must fail.
var skips = []string{"Skip", "Skipf", "SkipNow"}

// Banned finds calls that the house does without, and notes that were meant to
// be temporary.
func Banned(files []File) []Finding {
	var found []Finding
	for _, file := range files {
		names := importNames(file)
		ast.Inspect(file.Syntax, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				found = append(found, selected(file, names, selector)...)
			}
			if pair, ok := node.(*ast.KeyValueExpr); ok && inProduct(file) && isInsecure(pair) {
				found = append(found, Finding{file.at(pair), "InsecureSkipVerify: true, whatever the source says"})
			}
			return true
		})
		for _, group := range file.Syntax.Comments {
			for _, comment := range group.List {
				if word := temporary(comment.Text); word != "" {
					found = append(found, Finding{file.at(comment), word + " in a comment: do it or drop it"})
				}
			}
		}
	}
	return found
}

func selected(file File, names map[string]string, selector *ast.SelectorExpr) []Finding {
	receiver, ok := selector.X.(*ast.Ident)
	if !ok {
		return nil
	}
	name := selector.Sel.Name
	if file.Test && slices.Contains(skips, name) && isTesting(receiver.Name) {
		return []Finding{{file.at(selector), receiver.Name + "." + name + ": a test that cannot run fails"}}
	}
	var found []Finding
	for _, b := range bans {
		if names[receiver.Name] == b.path && slices.Contains(b.names, name) && b.in(file) {
			found = append(found, Finding{file.at(selector), receiver.Name + "." + name + ": " + b.why})
		}
	}
	return found
}

func isTesting(name string) bool { return name == "t" || name == "b" || name == "f" || name == "tb" }

func isInsecure(pair *ast.KeyValueExpr) bool {
	key, ok := pair.Key.(*ast.Ident)
	value, isName := pair.Value.(*ast.Ident)
	return ok && isName && key.Name == "InsecureSkipVerify" && value.Name == "true"
}

func temporary(comment string) string {
	for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"} {
		if strings.Contains(comment, word) {
			return word
		}
	}
	return ""
}

// importNames maps the name under which a file knows a package to its path.
func importNames(file File) map[string]string {
	names := map[string]string{}
	for _, spec := range file.Syntax.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		name := path[strings.LastIndexByte(path, '/')+1:]
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
			parent := strings.TrimSuffix(path, "/"+name)
			name = parent[strings.LastIndexByte(parent, '/')+1:]
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = path
	}
	return names
}
