// Package lint keeps the house plan of ARCHITECTURE.md by tests over the
// repository: who may import whom, how long files and functions may be, which
// calls are banned, and under which licences dependencies come.
package lint

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// File is one Go file of the repository, whatever system it is built for.
type File struct {
	Path   string // from the root, with slashes
	Folder string // the package's folder, "." for the root
	Test   bool
	Phone  bool // built for Android or iOS alone
	Syntax *ast.File
	Set    *token.FileSet
	Lines  int
}

// Finding is one breach of a rule.
type Finding struct {
	Where string
	What  string
}

func (f Finding) String() string { return f.Where + ": " + f.What }

// Root finds the module's folder above the present one.
func Root() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", fmt.Errorf("no go.mod above the present folder")
		}
		folder = parent
	}
}

// Read parses every Go file below a folder, but those in testdata and in folders
// whose name starts with a dot.
func Read(root string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bin") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		short, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		file, err := Parse(filepath.ToSlash(short), string(text))
		if err != nil {
			return err
		}
		files = append(files, file)
		return nil
	})
	return files, err
}

// Parse reads one file; path is from the repository's root.
func Parse(path, text string) (File, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, path, text, parser.ParseComments)
	if err != nil {
		return File{}, fmt.Errorf("read %s: %w", path, err)
	}
	folder := "."
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		folder = path[:i]
	}
	return File{
		Path: path, Folder: folder, Syntax: syntax, Set: set,
		Test: strings.HasSuffix(path, "_test.go"), Phone: onPhoneOnly(path, syntax),
		Lines: strings.Count(text, "\n"),
	}, nil
}

// Imports lists what a file imports.
func (f File) Imports() []string {
	var paths []string
	for _, spec := range f.Syntax.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

func (f File) at(node ast.Node) string {
	return fmt.Sprintf("%s:%d", f.Path, f.Set.Position(node.Pos()).Line)
}

// onPhoneOnly tells whether no desktop or server system builds a file.
func onPhoneOnly(path string, syntax *ast.File) bool {
	name := strings.TrimSuffix(strings.TrimSuffix(path, ".go"), "_test")
	if strings.HasSuffix(name, "_android") || strings.HasSuffix(name, "_ios") {
		return true
	}
	for _, group := range syntax.Comments {
		if group.Pos() >= syntax.Package {
			return false
		}
		for _, line := range group.List {
			if !constraint.IsGoBuild(line.Text) {
				continue
			}
			expression, err := constraint.Parse(line.Text)
			if err != nil {
				return false
			}
			return !builtForDesktop(expression)
		}
	}
	return false
}

func builtForDesktop(expression constraint.Expr) bool {
	for _, system := range []string{"linux", "windows", "darwin"} {
		if expression.Eval(func(tag string) bool { return tag == system || tag == "unix" && system != "windows" }) {
			return true
		}
	}
	return false
}
