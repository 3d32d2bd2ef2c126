package main

import (
	"strings"
	"testing"
)

func TestReportCountsAndTellsWhatFailed(t *testing.T) {
	cases := map[string]struct {
		stream string
		want   string
		says   []string
		silent []string
	}{
		"all pass": {
			stream: `{"Action":"start","Package":"a"}
{"Action":"run","Package":"a","Test":"TestOne"}
{"Action":"output","Package":"a","Test":"TestOne","Output":"chatter\n"}
{"Action":"pass","Package":"a","Test":"TestOne","Elapsed":0.1}
{"Action":"pass","Package":"a","Elapsed":0.2}`,
			want: "1 passed, 0 failed, 0 skipped", says: []string{"ok    a (1 tests, 0.2 s)"}, silent: []string{"chatter"},
		},
		"one fails beside one that passes": {
			stream: `{"Action":"start","Package":"a"}
{"Action":"output","Package":"a","Test":"TestOne","Output":"it broke\n"}
{"Action":"fail","Package":"a","Test":"TestOne","Elapsed":0.1}
{"Action":"pass","Package":"a","Test":"TestTwo","Elapsed":12}
{"Action":"skip","Package":"a","Test":"TestThree"}
{"Action":"fail","Package":"a","Elapsed":0.2}`,
			want: "1 passed, 1 failed, 1 skipped",
			says: []string{"it broke", "FAIL  a (1 of 2 tests failed", "slow: a TestTwo took 12 s"},
		},
		"does not build": {
			stream: `{"ImportPath":"a [a.test]","Action":"build-output","Output":"a.go:1: syntax error\n"}
{"ImportPath":"a [a.test]","Action":"build-fail"}
{"Action":"start","Package":"a"}
{"Action":"output","Package":"a","Output":"FAIL\ta [build failed]\n"}
{"Action":"fail","Package":"a","Elapsed":0,"FailedBuild":"a [a.test]"}`,
			want: "0 passed, 1 failed, 0 skipped", says: []string{"syntax error"},
		},
		"panics in a test": {
			stream: `{"Action":"start","Package":"a"}
{"Action":"run","Package":"a","Test":"TestOne"}
{"Action":"output","Package":"a","Test":"TestOne","Output":"panic: out of range\n"}
{"Action":"fail","Package":"a","Elapsed":0}`,
			want: "0 passed, 1 failed, 0 skipped", says: []string{"out of range"},
		},
		"stopped in the middle": {
			stream: `{"Action":"start","Package":"a"}`,
			want:   "0 passed, 1 failed, 0 skipped", says: []string{"not finished"},
		},
		"a package without tests": {
			stream: `{"Action":"start","Package":"a"}
{"Action":"skip","Package":"a","Elapsed":0}`,
			want: "0 passed, 0 failed, 0 skipped", silent: []string{"ok", "FAIL"},
		},
		"go complains in plain text": {
			stream: "no required module provides package x\n",
			want:   "0 passed, 0 failed, 0 skipped", says: []string{"no required module"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			counts, err := report(strings.NewReader(c.stream), &out)
			if err != nil || counts.String() != c.want {
				t.Fatalf("counted %q (%v), not %q", counts, err, c.want)
			}
			for _, text := range c.says {
				if !strings.Contains(out.String(), text) {
					t.Errorf("does not say %q:\n%s", text, out.String())
				}
			}
			for _, text := range c.silent {
				if strings.Contains(out.String(), text) {
					t.Errorf("should not say %q:\n%s", text, out.String())
				}
			}
		})
	}
}

func TestRunFailsWhereNoTestRan(t *testing.T) {
	var out strings.Builder
	if err := run([]string{"-run", "^NoSuchTest$", "turnaround/internal/testcount"}, &out); err == nil {
		t.Fatalf("no test ran and nothing was said:\n%s", out.String())
	}
	if !strings.HasSuffix(out.String(), "0 passed, 0 failed, 0 skipped\n") {
		t.Errorf("ends with %q", out.String())
	}
}
