// Which kernels a processor gets.
#pragma once

#include "checking.h"
#include "choice.h"

namespace {

bool yes() { return true; }
bool no() { return false; }
// Of a processor that cannot do it: it must not be tried.
bool ended() {
  fprintf(stderr, "a processor was asked what it cannot do\n");
  abort();
}

void expectChoice(const char *of, const Choice &found, Set set, bool tilesDisagree) {
  if (found.set == set && found.tilesDisagree == tilesDisagree) return;
  printf("%s: kernels of set %d, tiles %s, instead of %d, %s\n", of, static_cast<int>(found.set), found.tilesDisagree ? "disagreeing" : "not disagreeing",
         static_cast<int>(set), tilesDisagree ? "disagreeing" : "not disagreeing");
  failures++;
}

void checkChoice() {
  expectChoice("tiles that agree", choose(Set::amx, {Set::amx, yes, ended}), Set::amx, false);
  expectChoice("tiles that disagree", choose(Set::amx, {Set::amx, no, yes}), Set::avx512bf16, true);
  expectChoice("tiles that disagree beside slow products", choose(Set::amx, {Set::amx, no, no}), Set::avx512, true);
  expectChoice("tiles that are masked", choose(Set::avx512bf16, {Set::amx, ended, yes}), Set::avx512bf16, false);
  expectChoice("fast products of bfloat16", choose(Set::amx, {Set::avx512bf16, ended, yes}), Set::avx512bf16, false);
  expectChoice("slow products of bfloat16", choose(Set::amx, {Set::avx512bf16, ended, no}), Set::avx512, false);
  expectChoice("products that are masked", choose(Set::avx512, {Set::amx, ended, ended}), Set::avx512, false);
  expectChoice("AVX2 alone", choose(Set::amx, {Set::avx2, ended, ended}), Set::avx2, false);
  expectChoice("nothing", choose(Set::amx, {Set::none, ended, ended}), Set::none, false);
}

}  // namespace
