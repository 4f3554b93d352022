// Module 13, part sampling: choosing one token (13.6).
#include <cmath>
#include <limits>
#include <vector>

#include "models.hpp"

using namespace tinytorch;

namespace {

using Logits = std::vector<float>;

// How often each of the ids was chosen in `draws` draws, as shares.
std::vector<double> shares(
    const Logits& logits, double temperature, std::int64_t top_k, double top_p, int draws) {
  Generator g(11);
  std::vector<double> counts(logits.size());
  for (int i = 0; i < draws; ++i) {
    counts.at(static_cast<std::size_t>(sample_next_token(logits, temperature, top_k, top_p, g))) +=
        1.0 / draws;
  }
  return counts;
}

// Logits whose softmax at temperature 1 is this.
Logits logits_of(const std::vector<double>& probabilities) {
  Logits logits;
  for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
  return logits;
}

}  // namespace

TT_CASE("13.6/greedy",
        "temperature 0 takes the largest, the first of several, and draws nothing",
        .what = "3 1 3 2, with a generator that is looked at afterwards",
        .why = "repeatable answers, and the baseline of every comparison",
        .learn = "argmax; -inf is never chosen while another is finite") {
  Generator g(7);
  CHECK(sample_next_token(Logits{3, 1, 3, 2}, 0, 0, 1, g) == 0);
  CHECK(sample_next_token(Logits{-5, -1, -3}, 0, 0, 1, g) == 1);
  CHECK(sample_next_token(Logits{-INFINITY, -1e30f}, 0, 0, 1, g) == 1);
  CHECK(g.state() == Generator(7).state());
}

TT_CASE("13.6/inverted",
        "one draw, the most probable first",
        .what = "logits 0 1 2 3 with top_k 2: .731 for id 3, .269 for id 2; draws of seed 7",
        .why = "same seed, same text, on every machine",
        .learn = "u = .70 and .28 fall on id 3, .84 and .98 on id 2") {
  Generator g(7);
  const Logits logits{0, 1, 2, 3};
  std::vector<std::int32_t> ids(4);
  for (std::int32_t& id : ids) id = sample_next_token(logits, 1, 2, 1, g);
  CHECK(ids == std::vector<std::int32_t>{3, 3, 2, 2});
  Generator four(7);
  for (int i = 0; i < 4; ++i) (void)four.uniform_double();
  CHECK(g.state() == four.state());
}

TT_CASE("13.6/probabilities",
        "tokens come as often as softmax says",
        .what = "20,000 draws of logits 0 1 2 3",
        .why = "a model is only as good as its sampler",
        .learn = ".0321 .0871 .2369 .6439, with a spread of at most .0034 for each") {
  const std::vector<double> found = shares({0, 1, 2, 3}, 1, 0, 1, 20'000);
  const std::vector<double> expected{.03205860, .08714432, .23688282, .64391426};
  for (std::size_t i = 0; i < 4; ++i) expect_near(found[i], expected[i], {.atol = 0.014});
}

TT_CASE("13.6/temperature",
        "a low temperature sharpens, a high one flattens",
        .what = "logits 0 and 1 at temperatures .25, 1 and 4",
        .why = "one number between boring and wild",
        .learn = "softmax(logits / temperature): .982, .731, .562 for the larger") {
  expect_near(shares({0, 1}, 0.25, 0, 1, 4000)[1], .98201379, {.atol = 0.01});
  expect_near(shares({0, 1}, 1, 0, 1, 4000)[1], .73105858, {.atol = 0.03});
  expect_near(shares({0, 1}, 4, 0, 1, 4000)[1], .56217650, {.atol = 0.03});
  Generator g(1);
  CHECK(sample_next_token(Logits{1, 2, 1.5f}, 1e-300, 0, 1, g) == 1);
  CHECK(sample_next_token(Logits{1e30f, 3e38f}, 1, 0, 1, g) == 1);
}

TT_CASE("13.6/top-k",
        "top_k keeps the k largest, equal ones by lower id",
        .what = "k = 2 of 0 1 2 3, k = 1 of three equal ones, k larger than the vocabulary",
        .why = "a long tail of unlikely tokens adds up to nonsense",
        .learn = "probabilities .269 and .731 on ids 2 and 3") {
  const std::vector<double> two = shares({0, 1, 2, 3}, 1, 2, 1, 4000);
  CHECK((two[0] == 0 && two[1] == 0));
  expect_near(two[2], .26894142, {.atol = 0.03});
  CHECK(shares({5, 5, 5}, 1, 1, 1, 50)[0] > 0.99);
  const std::vector<double> pair = shares({5, 5, 5}, 1, 2, 1, 50);
  CHECK((pair[0] > 0 && pair[1] > 0 && pair[2] == 0));
  CHECK(shares({5, 5}, 1, 9, 1, 50)[1] > 0);
}

TT_CASE("13.6/top-p",
        "top_p keeps the smallest set that reaches it",
        .what = ".5 .3 .15 .05 with p = .7, .45, .81 and 1",
        .why = "how many tokens make sense depends on the place",
        .learn = ".7 keeps two, .45 one, .81 three, 1 all") {
  const Logits logits = logits_of({.15, .5, .05, .3});
  const std::vector<double> two = shares(logits, 1, 0, 0.7, 2000);
  CHECK((two[0] == 0 && two[1] > 0 && two[2] == 0 && two[3] > 0));
  expect_near(two[1], .625, {.atol = 0.04});
  CHECK(shares(logits, 1, 0, 0.45, 200)[1] > 0.99);
  const std::vector<double> three = shares(logits, 1, 0, 0.81, 500);
  CHECK((three[0] > 0 && three[2] == 0));
  CHECK(shares(logits, 1, 0, 1, 500)[2] > 0);
}

TT_CASE("13.6/both",
        "top_p counts the probabilities among all tokens, after top_k has cut",
        .what = "top_k 2 with p = .6 and p = .9 of .5 .3 .15 .05",
        .why = "the order of two filters changes what they mean",
        .learn = ".5 is below .6, so both stay; .8 is all that is left below .9") {
  const Logits logits = logits_of({.5, .3, .15, .05});
  for (const double p : {0.6, 0.9}) {
    const std::vector<double> found = shares(logits, 1, 2, p, 1000);
    CHECK((found[1] > 0 && found[2] == 0 && found[3] == 0));
    expect_near(found[0], .625, {.atol = 0.05});
  }
  CHECK(shares(logits, 1, 3, 0.4, 100)[0] > 0.99);
}

TT_CASE("13.6/impossible",
        "a token with logit -inf never comes",
        .what = "500 draws with two of four tokens blocked",
        .why = "a grammar or a filter blocks tokens this way",
        .learn = "exp(-inf) is 0, and rounding must not reach it") {
  const std::vector<double> found = shares({-INFINITY, 1, -INFINITY, 0}, 1, 0, 1, 500);
  CHECK((found[0] == 0 && found[2] == 0 && found[1] > found[3]));
  CHECK(shares({-INFINITY, 0}, 5, 1, 0.5, 50)[1] > 0.99);
}

TT_CASE("13.6/sampling-errors",
        "what leaves nothing to choose is refused",
        .what = "temperatures -1 and NaN, top_k -1, top_p 0 and 1.1, logits without sense",
        .why = "a broken model must not look like a creative one",
        .learn = "TT-L1304, TT-L1305, TT-L1309") {
  Generator g(1);
  const Logits fine{0, 1}, nan{0, NAN, 1}, none{-INFINITY, -INFINITY};
  const auto choose = [&](const Logits& logits, double t, std::int64_t k, double p) {
    return [&g, logits, t, k, p] { (void)sample_next_token(logits, t, k, p, g); };
  };
  expect_error(1304, ErrorKind::value, choose(fine, -1, 0, 1), {"-1"});
  expect_error(1304, choose(fine, std::nan(""), 0, 1), {"nan"});
  expect_error(1305, ErrorKind::value, choose(fine, 1, -1, 1), {"top_k is -1"});
  expect_error(1305, choose(fine, 1, 0, 0), {"top_p is 0"});
  expect_error(1305, choose(fine, 1, 0, 1.1), {"1.1"});
  expect_error(1309, ErrorKind::value, choose(nan, 1, 0, 1), {"3 logits", "id 1"});
  expect_error(1309, choose(none, 0, 0, 1), {"none of them finite"});
  expect_error(1309, choose({}, 0, 0, 1), {"0 logits"});
  expect_error(1309, choose({1, INFINITY}, 1, 0, 1), {"inf at id 1"});
  CHECK(sample_next_token(fine, 0, 0, 1, g) == 1);
}
