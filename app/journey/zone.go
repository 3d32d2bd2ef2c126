package journey

import (
	"regexp"
	"strings"
	"time"
)

// zones are the short names that status pages write, in hours from UTC.
var zones = map[string]float64{
	"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
	"IST": 5.5, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// american are names that mean summer or winter time, whichever holds.
var american = map[string]string{"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}

// offset is "+02:00", "+0200", "UTC+2", "GMT-5".
var offset = regexp.MustCompile(`^(UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$`)

func zoneNamed(name string) (*time.Location, bool) {
	name = strings.ToUpper(name)
	if hours, ok := zones[name]; ok {
		return time.FixedZone(name, int(hours*3600)), true
	}
	if city, ok := american[name]; ok {
		if zone, err := time.LoadLocation(city); err == nil {
			return zone, true
		}
	}
	hit := offset.FindStringSubmatch(name)
	if hit == nil || hit[1] == "" && hit[4] == "" || number(hit[3]) > 14 || number(hit[4]) > 59 {
		return nil, false
	}
	east := number(hit[3])*3600 + number(hit[4])*60
	if hit[2] == "-" {
		east = -east
	}
	return time.FixedZone(name, east), true
}

// IsZone tells whether a word names a time zone as status pages write it.
func IsZone(name string) bool {
	_, ok := zoneNamed(name)
	return ok
}
