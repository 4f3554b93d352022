#include "tinytorch/named.hpp"

#include "support/test.hpp"

using namespace tinytorch;

TT_CASE("00.named/order",
        "entries keep the order in which they came",
        .what = "walking over a list made from pairs",
        .why = "tables and files print them in this order",
        .learn = "a map would sort or scatter the names") {
  const Named<int> list{{"loss", 1}, {"accuracy", 2}, {"epoch", 3}};
  std::string names;
  for (const auto& [name, value] : list) names += name + std::to_string(value) + " ";
  CHECK(names == "loss1 accuracy2 epoch3 ");
  CHECK(list.size() == 3);
}

TT_CASE("00.named/find",
        "find gives the value or null",
        .what = "a name that is there and one that is not",
        .why = "a missing metric is no mistake",
        .learn = "a pointer can say: there is none") {
  const Named<double> list{{"loss", 0.5}};
  REQUIRE(list.find("loss") != nullptr);
  CHECK(*list.find("loss") == 0.5);
  CHECK(list.find("Loss") == nullptr);
  CHECK(list.contains("loss"));
  CHECK(!list.contains(""));
}

TT_CASE("00.named/set",
        "set replaces in place or adds at the end",
        .what = "setting an old and a new name",
        .why = "a metric of the next epoch takes the place of the last",
        .learn = "each name stands once") {
  Named<std::string> list{{"a", "1"}, {"b", "2"}};
  list.set("a", "3");
  list.set("c", "4");
  CHECK(list == Named<std::string>{{"a", "3"}, {"b", "2"}, {"c", "4"}});
  *list.find("b") = "5";
  CHECK(list.set("b", *list.find("b") + "0") == "50");
}

TT_CASE("00.named/duplicates",
        "of a name given twice the last value stays, in the first place",
        .what = "a braced list with a repeated name",
        .why = "two entries of one name would make find a lottery",
        .learn = "decide what repetition means, and say so") {
  const Named<int> list{{"a", 1}, {"b", 2}, {"a", 3}};
  CHECK(list == Named<int>{{"a", 3}, {"b", 2}});
}

TT_CASE("00.named/empty",
        "an empty list finds nothing",
        .what = "a list without entries",
        .why = "metadata is optional",
        .learn = "the empty case needs no special code") {
  const Named<int> list;
  CHECK(list.empty());
  CHECK(list.begin() == list.end());
  CHECK(list.find("a") == nullptr);
}
