// libyaml: the parser's events carry line and column, counted from 0.
#ifndef DUIXIAN_CYAML_H
#define DUIXIAN_CYAML_H
#if !__has_include(<yaml.h>)
#error "libyaml is missing. Type: apt-get install libyaml-dev"
#endif
#include <yaml.h>
#endif
