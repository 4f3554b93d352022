// A box with a title: the frame of the dashboard and of longer answers.
#pragma once

#include <string>
#include <vector>

#include "term/style.hpp"

namespace tito {

struct Panel {
  std::string title{};
  std::string right{};            // shown at the right end of the title line
  std::vector<Lines> sections{};  // a rule is drawn between two sections
};

/// Cells for text inside a panel.
int inner_width(const Look& look);

/// Every line takes exactly the width of the look; longer text is cut. Plain: one NOTE line each,
/// no box.
Lines drawn(const Panel& panel, const Look& look);

}  // namespace tito
