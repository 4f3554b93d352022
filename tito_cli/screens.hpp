// What is seen of a milestone part: the dashboard while it runs, digits and gates afterwards. Text
// from data alone.
#pragma once

#include <string>
#include <vector>

#include "part_view.hpp"
#include "term/style.hpp"

namespace tito {

struct DashboardText {
  std::string title{};   // "tito demo"
  std::string bottom{};  // "borrowed: 01–08"
  std::int64_t memory_bytes = 0;
};

/// The state after the first `shown` epochs.
Lines dashboard(const PartView& view,
                std::size_t shown,
                const DashboardText& text,
                const Look& look);

/// The same as one line, for streams that cannot repaint.
std::string epoch_line(const Epoch& epoch, std::int64_t memory_bytes, const Look& look);

/// At most `count` samples; if any answer is wrong, the last one shown is wrong.
std::vector<Sample> chosen(const std::vector<Sample>& samples, std::size_t count);

/// Digits side by side, as many as the width takes, each with the answer below.
Lines digits(const std::vector<Sample>& samples, const Look& look);

/// `yours: 01 02   borrowed: 03`.
Lines origin_lines(const std::vector<std::string>& yours,
                   const std::vector<std::string>& borrowed,
                   const Look& look);

/// 18240 as "18,240".
std::string grouped(double number);

/// Name, measured, bound, PASS or FAIL.
Lines gate_table(const std::vector<Gate>& gates, const Look& look);

}  // namespace tito
