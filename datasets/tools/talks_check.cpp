#include "tools/talks_check.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "tinytorch/detail/utf8.hpp"
#include "tinytorch/error.hpp"

#include "tools/talks_look.hpp"

namespace tinytorch {
namespace {

using detail::TurnLine;

// A model that reads 81 characters at once sees each pair whole.
constexpr std::size_t kQuestion = 46, kAnswer = 51, kPair = 81, kTalk = 178;
constexpr std::size_t kMarks = 6;  // "Q: " and "A: "

template <class Function>  // takes a file and a turn
void for_turns(const Talks& talks, Function function) {
  for (const TalksFile& file : talks.files) {
    for (const TurnLine& turn : file.lines.turns) function(file, turn);
  }
}

TalksCheck check_text(const Talks& talks) {
  Look look(
      "text",
      talks.shipped() ? "printable ASCII and line ends only" : "UTF-8 without control characters",
      "bytes");
  for (const TalksFile& file : talks.files) {
    look.count(file.text.size());
    try {
      detail::check_utf8(file.text, "check_talks");
    } catch (const Error& error) {
      look.fault(std::string(file.name) + ": " + error.facts());
    }
    for_lines(file, [&](std::int64_t number, std::string_view line) {
      for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = (byte < 32 && c != '\t' && c != '\r') || byte == 127;
        if (control || (talks.shipped() && byte > 127))
          look.fault(file, number, "holds the byte " + std::to_string(byte));
      }
    });
  }
  return look.result();
}

TalksCheck check_lines(const Talks& talks) {
  Look look("lines", "each ends with LF alone, without tabs and blanks before it", "lines");
  for (const TalksFile& file : talks.files) {
    for_lines(file, [&](std::int64_t number, std::string_view line) {
      look.count();
      if (line.ends_with('\r')) look.fault(file, number, "ends with a carriage return");
      if (line.ends_with(' ')) look.fault(file, number, "ends with a blank");
      if (!file.is_table && line.find('\t') != line.npos) look.fault(file, number, "holds a tab");
    });
    if (!file.text.ends_with('\n')) look.fault(std::string(file.name) + ": no line end at the end");
  }
  return look.result();
}

TalksCheck check_syntax(const Talks& talks) {
  Look look("syntax", "a question, then its answer", "pairs");
  for (const TalksFile& file : talks.files) {
    look.count(file.lines.turns.size());
    for (const detail::LineFault& fault : file.lines.faults)
      look.fault(file, fault.line, quoted(fault.found) + "; expected " + fault.expected);
    if (file.lines.turns.empty()) look.fault(std::string(file.name) + ": no pair");
  }
  return look.result();
}

TalksCheck check_sentences(const Talks& talks) {
  Look look("sentences", "each ends with . ? or !, without double blanks", "sentences");
  for_turns(talks, [&](const TalksFile& file, const TurnLine& turn) {
    for (const std::string_view text : {turn.question, turn.answer}) {
      look.count();
      if (std::string_view(".?!").find(text.back()) == std::string_view::npos)
        look.fault(file, turn.line, quoted(text) + " does not end with . ? or !");
      if (text.find("  ") != text.npos)
        look.fault(file, turn.line, quoted(text) + " has two blanks");
    }
  });
  return look.result();
}

TalksCheck check_questions(const Talks& talks) {
  Look look("questions", "each question is asked once", "questions");
  for (const TalksFile& file : talks.files) {
    std::map<std::string, std::int64_t> lines;
    for (const TurnLine& turn : file.lines.turns) {
      look.count();
      const auto [place, is_new] = lines.try_emplace(detail::essence(turn.question), turn.line);
      if (!is_new)
        look.fault(
            file, turn.line, "asks again what line " + std::to_string(place->second) + " asks");
    }
  }
  return look.result();
}

TalksCheck check_lengths(const Talks& talks) {
  Look look("lengths", "a model with a short window sees each pair whole", "pairs");
  const auto most = [&](const TalksFile& file,
                        std::int64_t line,
                        const char* what,
                        std::size_t length,
                        std::size_t limit) {
    if (length <= limit) return;
    look.fault(file,
               line,
               std::string(what) + " of " + std::to_string(length) + " characters; at most " +
                   std::to_string(limit));
  };
  for_turns(talks, [&](const TalksFile& file, const TurnLine& turn) {
    look.count();
    most(file, turn.line, "a question", turn.question.size(), kQuestion);
    most(file, turn.line, "an answer", turn.answer.size(), kAnswer);
    most(file, turn.line, "a pair", turn.question.size() + turn.answer.size() + kMarks + 2, kPair);
  });
  for (const TalksFile& file : talks.files) {
    for (const auto& talk : talks_of(file)) {
      most(file,
           talk.front().line,
           "a talk",
           text_of(talk).size() + talk.size() * kMarks - 1,
           kTalk);
    }
  }
  return look.result();
}

TalksCheck check_sums(const Talks& talks) {
  Look look("sums", "every sum is right", "sums");
  for (const TurnLine& turn : talks.source().lines.turns) {
    const std::string expected = answer_of_sum(turn.question);
    if (!expected.empty()) look.count();
    if (!expected.empty() && turn.answer != expected)
      look.fault(talks.source(), turn.line, quoted(turn.answer) + "; expected " + quoted(expected));
    if (expected.empty() && turn.level == 3)
      look.fault(talks.source(), turn.line, quoted(turn.question) + " is no sum that level 3 has");
  }
  return look.result();
}

}  // namespace

std::vector<TalksCheck> check_tinytalks(const std::vector<MadeFile>& files) {
  Talks talks;
  for (const MadeFile& file : files) {
    talks.files.push_back(read_talks_file(file));
    if (talks.files.size() > 1) take_levels(talks.files.back(), talks.source());
  }
  return {check_text(talks),
          check_lines(talks),
          check_syntax(talks),
          check_counts(talks),
          check_sentences(talks),
          check_questions(talks),
          check_splits(talks),
          check_characters(talks),
          check_lengths(talks),
          check_sums(talks),
          check_balance(talks)};
}

std::vector<TalksCheck> check_own_talks(const MadeFile& file) {
  const Talks talks{{read_talks_file(file)}};
  return {check_text(talks),
          check_lines(talks),
          check_syntax(talks),
          check_sentences(talks),
          check_questions(talks),
          check_lengths(talks),
          check_sums(talks)};
}

}  // namespace tinytorch
