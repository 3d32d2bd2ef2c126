package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// trouble is one thing that went wrong: what, where, and what to do.
type trouble struct {
	What, Where, Do string
	Detail          string // in the system's own words
	Line            int    // of the file; 0: none
}

// errConflict: the part of the file that is edited here was changed meanwhile.
var errConflict = errors.New("changed by hand meanwhile")

// troubles words an error of a change to the configuration.
func troubles(err error, path string) []trouble {
	var problems config.Problems
	file := filepath.Base(path)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &problems):
		return wrongIn(problems)
	case errors.Is(err, errConflict):
		return []trouble{{What: words.T("This was changed in the file while you edited it here."), Where: file,
			Do: words.T("Nothing is lost: keep what you typed, or take what the file says.")}}
	case errors.Is(err, config.ErrChanged):
		return []trouble{{What: words.T("Something else writes the configuration file at this moment."), Where: file,
			Do: words.T("Nothing is lost: what you entered is still here. Try again.")}}
	case errors.Is(err, ErrDrill):
		return []trouble{{What: words.T("These settings belong to the drill."), Do: words.T("End the drill to change your own.")}}
	case errors.Is(err, fs.ErrPermission):
		return []trouble{{What: words.T("The configuration file may not be written."), Where: path, Detail: plain(err),
			Do: words.T("Give yourself the right to write it.")}}
	case errors.Is(err, syscall.ENOSPC):
		return []trouble{{What: words.T("The disk is full: nothing was written."), Where: path,
			Do: words.T("Make room, then try again. The file is as it was.")}}
	}
	return []trouble{{What: words.T("The change could not be written."), Where: file, Detail: plain(err),
		Do: words.T("The file is as it was.")}}
}

// wrongIn words what is wrong in the files; what and what to do are in the
// words of the check, which names the setting.
func wrongIn(problems config.Problems) []trouble {
	var list []trouble
	for n, p := range problems {
		if n == maxTroubles {
			list = append(list, trouble{What: words.N("and {{.Count}} more problems", len(problems)-n)})
			break
		}
		where := filepath.Base(p.File)
		if p.Line > 0 {
			where = words.T("{{.File}}, line {{.Line}}", words.Data{"File": where, "Line": p.Line})
		}
		list = append(list, trouble{What: text.Line(p.What, 300), Where: where, Do: text.Line(p.Do, 300), Line: p.Line})
	}
	return list
}

const maxTroubles = 5

// plain is an error's own text, made fit for a line.
func plain(err error) string { return text.Line(fmt.Sprint(err), 400) }
