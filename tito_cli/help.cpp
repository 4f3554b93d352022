#include "help.hpp"

#include "term/table.hpp"

namespace tito {

namespace {

std::string usage_of(const Command& command) {
  std::string usage = "tito " + command.name();
  for (const Argument& argument : command.arguments) {
    const std::string name = argument.name + (argument.repeats ? "..." : "");
    usage += argument.required ? " " + name : " [" + name + "]";
  }
  for (const Flag& flag : command.flags)
    usage += " [" + flag.name + (flag.value.empty() ? "" : " " + flag.value) + "]";
  return usage + (command.takes_rest ? " [-- PART FLAGS]" : "");
}

Row row_of(const Flag& flag) {
  const std::string letter =
      flag.letter.empty() || flag.letter == flag.name ? "" : flag.letter + ", ";
  return {
      {{"  " + letter + flag.name + (flag.value.empty() ? "" : " " + flag.value)}, {flag.help}}};
}

void add_table(Lines& lines, const std::string& title, const Table& table, const Look& look) {
  if (table.rows.empty()) return;
  lines.push_back("");
  lines.push_back(paint(look, Role::name, title));
  for (const std::string& line : drawn(table, look)) lines.push_back(line);
}

Table two_columns() {
  return {{{""}, {""}}, {}};
}

void add_flags(Lines& lines,
               const std::string& title,
               const std::vector<Flag>& flags,
               const Look& look) {
  Table table = two_columns();
  for (const Flag& flag : flags) table.rows.push_back(row_of(flag));
  add_table(lines, title, table, look);
}

void add_list(Lines& lines,
              const std::string& title,
              const std::vector<std::string>& texts,
              const Look& look) {
  if (texts.empty()) return;
  lines.push_back("");
  lines.push_back(paint(look, Role::name, title));
  for (const std::string& text : texts) lines.push_back("  " + text);
}

Row row_of(const Command& command) {
  return {{{"  tito " + command.name()}, {command.purpose}}};
}

// Help is read as it stands: no plain words before its lines, but no boxes either.
Look for_reading(Look look) {
  look.plain = false;
  return look;
}

}  // namespace

std::string help_of(const Command& command, const Look& given) {
  const Look look = for_reading(given);
  Lines lines;
  for (const std::string& piece : wrapped("usage: " + usage_of(command), look.width))
    lines.push_back(piece);
  lines.push_back("");
  for (const std::string& piece : wrapped(command.purpose, look.width)) lines.push_back(piece);
  Table arguments = two_columns();
  for (const Argument& argument : command.arguments) {
    arguments.rows.push_back({{{"  " + argument.name}, {argument.help}}});
  }
  add_table(lines, "arguments", arguments, look);
  add_flags(lines, "flags", command.flags, look);
  add_flags(lines, "flags of every command", global_flags(), look);
  add_list(lines, "examples", command.examples, look);
  add_list(lines, "related", command.related, look);
  return joined(lines);
}

std::string help_of(const Group& group, const Look& given) {
  const Look look = for_reading(given);
  Lines lines{"usage: tito " + group.name + " COMMAND", "", group.purpose};
  Table table = two_columns();
  for (const Command& command : commands()) {
    if (command.path.front() == group.name) table.rows.push_back(row_of(command));
  }
  add_table(lines, "commands", table, look);
  lines.push_back("");
  lines.push_back("tito help " + group.name + " COMMAND tells more.");
  return joined(lines);
}

Lines command_lines(const Look& look) {
  Table table = two_columns();
  for (const Command& command : commands()) table.rows.push_back(row_of(command));
  return drawn(table, for_reading(look));
}

std::string help_of_everything(const Look& given) {
  const Look look = for_reading(given);
  Lines lines{"usage: tito COMMAND [FLAGS]",
              "",
              "TinyTorch's tool: shows, runs and checks the framework and its milestones.",
              ""};
  lines.push_back(paint(look, Role::name, "commands"));
  for (const std::string& line : command_lines(look)) lines.push_back(line);
  add_flags(lines, "flags of every command", global_flags(), look);
  add_list(lines, "examples", {"tito demo", "tito milestone run 03 --reference"}, look);
  return joined(lines);
}

}  // namespace tito
