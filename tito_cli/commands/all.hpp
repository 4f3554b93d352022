// One function per command; each describes its command, which names the function that runs it.
#pragma once

#include "command.hpp"

namespace tito {

Command demo_command();
Command completion_command();
Command explain_command();
Command help_command();
Command system_health_command();
Command system_info_command();
Command module_list_command();
Command module_start_command();
Command module_view_command();
Command module_resume_command();
Command module_test_command();
Command module_watch_command();
Command module_hint_command();
Command module_status_command();
Command module_reset_command();
Command module_path_command();
Command setup_command();
Command system_reset_command();
Command system_update_command();
Command system_lab_command();
Command module_complete_command();
Command module_compare_command();
Command milestone_list_command();
Command milestone_info_command();
Command milestone_run_command();
Command milestone_test_command();
Command milestone_demo_command();
Command milestone_status_command();
Command milestone_timeline_command();
Command data_list_command();
Command data_info_command();
Command data_fetch_command();
Command data_verify_command();
Command data_validate_command();
Command data_make_command();
Command data_stats_command();
Command data_path_command();
Command data_remove_command();
Command dev_test_command();
Command dev_build_command();
Command dev_graph_command();
Command dev_export_command();
Command dev_bench_command();
Command dev_check_command();

}  // namespace tito
