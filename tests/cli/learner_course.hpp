// The small course with a learner in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "context.hpp"
#include "small_course.hpp"
#include "state/learner.hpp"

namespace tito::test {

inline constexpr const char* kProgress = ".tito/progress.json";
inline constexpr const char* kPart = "modules/01_tensor/tensor.cpp";

/// For calls without a process of their own; says nothing.
Context context_of(const SmallCourse& course);
Learner learner_of(const SmallCourse& course);

/// `tito module start 01 --no-open`.
Ran start_first(const SmallCourse& course);
/// Module 01 complete by its record, with an entry in the history.
void make_progress(const SmallCourse& course);
/// Progress with nothing but this record of module 01: `{"state":"complete"}` say.
void set_record(const SmallCourse& course, const std::string& record);

/// Lets the tool link the check and the demo of module 01 in this tree: stand-ins, too.
void make_linkable(const SmallCourse& course, const std::string& tree);
/// A script in the course's folder.
void write_script(const SmallCourse& course, const std::string& name, const std::string& lines);

/// `tito module status` at a fixed time.
Ran status(const SmallCourse& course);
/// Files in .tito whose name holds `why`.
std::vector<std::string> set_aside_files(const SmallCourse& course, std::string_view why);

/// What is wrong with the JSON answer to `words`; "" if it is as its schema says.
std::string wrong_json(const SmallCourse& course, std::string_view schema, Words words);

}  // namespace tito::test
