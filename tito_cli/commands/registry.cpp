// Everything that can be typed.
#include "commands/all.hpp"

namespace tito {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{demo_command(),
                                        setup_command(),
                                        system_health_command(),
                                        system_info_command(),
                                        system_lab_command(),
                                        system_reset_command(),
                                        system_update_command(),
                                        module_list_command(),
                                        module_start_command(),
                                        module_view_command(),
                                        module_resume_command(),
                                        module_test_command(),
                                        module_watch_command(),
                                        module_hint_command(),
                                        module_status_command(),
                                        module_reset_command(),
                                        module_path_command(),
                                        module_complete_command(),
                                        module_compare_command(),
                                        milestone_list_command(),
                                        milestone_info_command(),
                                        milestone_run_command(),
                                        milestone_test_command(),
                                        milestone_demo_command(),
                                        milestone_status_command(),
                                        milestone_timeline_command(),
                                        data_list_command(),
                                        data_info_command(),
                                        data_fetch_command(),
                                        data_verify_command(),
                                        data_validate_command(),
                                        data_stats_command(),
                                        data_make_command(),
                                        data_path_command(),
                                        data_remove_command(),
                                        dev_test_command(),
                                        dev_build_command(),
                                        dev_graph_command(),
                                        dev_export_command(),
                                        dev_bench_command(),
                                        dev_check_command(),
                                        explain_command(),
                                        completion_command(),
                                        help_command()};
  return all;
}

const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"system", "What this machine has and whether it is enough."},
      {"module", "Your modules: start, check, complete them."},
      {"milestone", "Moments of machine-learning history that prove themselves."},
      {"data", "Data sets: what is here, bring more, check them."},
      {"dev", "For those who work on TinyTorch itself."}};
  return all;
}

const std::vector<Flag>& global_flags() {
  static const std::vector<Flag> all{
      {"--help", "-h", "", "show what a command does and takes"},
      {"--version", "", "", "show the version"},
      {"-C", "-C", "DIR", "use the course in this folder", {.example = "../TinyTorch"}},
      {"--json", "", "", "answer in JSON, for programs"},
      {"--quiet", "-q", "", "problems and the last line only"},
      {"--plain", "", "", "one fact per line, no boxes, no repainting"},
      {"--no-color", "", "", "no colour"},
      {"--no-input", "", "", "never ask anything"},
      {"--no-wait", "", "", "do not wait for another tito that is building"},
      {"--verbose", "-v", "", "also the programs that are started"}};
  return all;
}

}  // namespace tito
