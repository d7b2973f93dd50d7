"""What staff and student read after each attack, and the few points that an attack earns or costs honestly.

The keys are parts of sentences, the values the names of the attacks' files.
"""

_SENTENCES = {
    # The answer is plainly wrong, whatever the attack did around it.
    "target: expected three times x, got something else": """
        be_right_only_the_first_time return_array_of_objects return_array_of_terabytes
        return_callable_in_place_of_a_value return_dict_with_hostile_keys return_generator_without_end
        send_descriptors_to_the_grader
        return_huge_integer return_object_equal_to_everything return_pickle_bomb leave_work_for_the_end
        return_list_nested_a_thousand_times return_list_that_contains_itself return_numbers_that_are_none
        rebuild_arguments_in_place bomb_with_threads
        change_dir_and_paths connect_to_the_network
        define_the_names_that_the_test_uses exhaust_descriptors fill_every_disk hide_exceptions_from_the_test
        kill_every_process kill_the_parent leave_a_daemon_running_from_a_cell
        leave_a_daemon_running_from_the_test
        leave_a_thread_running leave_the_sandbox_with_namespaces listen_with_an_audit_hook
        overwrite_memory_with_ctypes read_inherited_descriptors read_other_processes read_the_environment
        read_the_history replace_fork_and_kill replace_imported_modules
        replace_numpy_comparisons replace_the_recorder return_array_that_fakes_comparison
        return_float_that_fakes_comparison return_from_two_processes return_masked_array
        shadow_numpy_with_a_file show_a_forged_verdict show_a_value_during_the_test stop_the_parent
        strip_asserts_from_later_cells trace_the_parent trace_with_the_debugger_s_hook walk_all_objects
        walk_the_caller_s_frames answer_twice overwrite_the_test_s_arguments_with_others
        rewrite_the_gradebook read_solutions_and_hidden_tests read_the_neighbour_s_notebook
        rewrite_the_neighbour_s_notebook write_outside_of_home leave_through_proc_root
        script_in_html_output script_in_markdown_output
        script_in_printed_text script_in_picture_metadata style_that_covers_the_page
        ask_for_another_kernel hand_in_a_module_beside_the_notebook
        hand_in_a_second_notebook hand_in_outputs_of_a_pass write_script_into_a_raw_cell
        write_script_into_markdown write_script_into_an_attachment
        repeat_a_key_in_the_file plant_links_for_the_copy print_a_flood_during_the_test
    """,
    # What the attack wanted was refused.
    "refused: [Errno 1] Operation not permitted": "become_root",
    "refused: [Errno 13] Permission denied: '/proc/sys/kernel/hostname'": "change_the_kernel",
    "refused: not allowed to raise maximum limit": "raise_own_limits",
    "refused: No module named 'autograder'": "import_the_answers",
    "refused: [Errno": "rewrite_rnn_helpers",
    "expected a cell that runs unattended, got a question": "ask_a_question",
    "<IPython.core.display.SVG object>": "script_in_svg_output",
    "[not shown: application/vnd.jupyter.widget-view+json": "script_in_javascript_output",
    "[output cut at 100,000 characters": """
        print_without_end_in_a_cell show_outputs_without_end show_pictures_without_end
    """,
    # The process is gone.
    "this cell ended the student's process: it ended itself": "exit_in_a_cell",
    "this cell ended the student's process: killed: more than 700 MB of memory": "bomb_memory_in_a_cell",
    # Killed for its processes, killed at its time limit, or interrupted: it hangs on how busy the machine is.
    "target: expected": "bomb_with_forks_in_a_cell",
    "it ran longer than its time limit and could not be interrupted": "loop_without_end_in_a_cell",
    "target: expected an answer": """
        bomb_memory_during_the_test bomb_with_forks_during_the_test signal_every_process_id
        recurse_without_end
    """,
    "target: expected an answer within 1.5 s, got none": """
        hang_from_the_second_call_on loop_without_end_during_the_test raise_exception_that_hangs_when_shown
        trickle_one_byte_at_a_time
    """,
    "it ended itself with exit status 0": "exit_during_the_test close_every_descriptor hang_up_in_the_middle",
    "it crashed (SIGSEGV)": "crash_the_interpreter",
    # The call raised.
    "the student's function raised SystemExit: 0": "raise_system_exit_during_the_test",
    "function raised KeyboardInterrupt": "raise_keyboard_interrupt_during_the_test",
    "the student's function raised Any: all is well": "raise_what_the_test_catches",
    "the student's function raised ValueError": "name_function_with_markup script_in_traceback",
    "the student's function raised": """
        raise_exception_with_hostile_name raise_exception_with_message_of_megabytes
        claim_a_builtin_exception_of_the_grader
    """,
    # What came back is no number, or no value at all.
    "got a notebook without it": "blank_later_cells report_every_cell_as_run redefine_builtins",
    "it sent what is no answer (it answers another question)": "answer_the_next_question_beforehand",
    "the notebook's names: expected a list, got something else": "replace_the_worker_s_functions",
    "(an answer without its list of kept values)": """
        claim_that_everything_passed describe_kept_values_without_end
    """,
    "more than is allowed": "declare_a_frame_of_gigabytes return_arrays_that_together_are_too_large",
    "an array's shape is not a list of sizes": "declare_a_negative_size send_infinity_and_nan",
    "more raw bytes, the frame holds fewer": "declare_a_shape_of_terabytes declare_a_shape_that_overflows",
    "which is not numeric": "declare_a_structured_dtype declare_an_array_of_pointers",
    "unknown tag": "name_a_method_as_tag",
    "a frame's header is not JSON": "nest_a_million_lists write_a_million_digits",
    "the reference 999999 is unknown": "refer_to_what_does_not_exist",
    "a dict is malformed": "use_a_list_as_key",
    # The notebook was repaired, and staff are told of what.
    "target_values: expected this cell, got a notebook without it. It was put back.": "delete_the_test",
    "target_values: expected one cell of this name, got 2. The released one was run.": "duplicate_the_test",
    "target_values: expected the released flags and points, got others. They were put back.": """
        flag_the_test_as_an_answer flag_the_test_as_not_graded strip_the_metadata_of_the_test
        take_the_test_s_name write_metadata_of_other_types
    """,
    "honest_value: expected the released flags and points, got others.": "raise_the_points_of_the_test",
    "target_values: expected the released source of this locked cell, got another.": "rewrite_the_test",
    "target_values: expected the tags [], got ['skip-execution'": "skip_the_test_with_a_tag",
    "cells: expected the order of the released notebook, got another one.": "put_the_test_first",
    "SyntaxError: invalid syntax": "write_script_into_code",
    # The submission is not even opened.
    "01_target.ipynb: expected a regular file, got a device": "hand_in_a_device",
    "01_target.ipynb: expected a regular file, got a pipe": "hand_in_a_pipe",
    "01_target.ipynb: expected a regular file, got a link": "hand_in_a_link_to_the_solution",
    "expected a regular file, got a link": "hand_in_a_link_beside_the_notebook",
    "01_target: expected a folder, got a link": "hand_in_a_link_to_the_neighbour",
    "files: expected at most 100 MB, got 1000 MB": "hand_in_a_gigabyte",
    "files: expected at most 100, got more": "hand_in_ten_thousand_files",
    "cells: expected at most 1000, got 20010": "hand_in_twenty_thousand_cells",
    "timestamp.txt: expected the date and time of handing in": """
        hand_in_a_date_that_takes_long_to_read hand_in_a_wrong_date
    """,
    "file name: expected letters, digits or signs": "hand_in_file_names_with_markup",
    "expected nbformat 4, got what cannot be read as it (UnicodeEncodeError)": "hand_in_half_a_character",
    "expected JSON as JupyterLab saves it, got a broken file": "nest_the_metadata_deeply",
    # The upload is taken apart, and what is not taken is named.
    "--from: expected a zip file, got a broken one": "archive_that_is_none",
    "expected a readable file, got a link": "folder_with_links_and_pipes",
    "student id: expected 1 to 64 letters, digits or _ . @ -, beginning with a letter or digit, got '*'": """
        id_that_is_a_path
    """,
    "script_alert_1: taken, as the id cannot be": "id_with_markup",
    "expected a file that can be unpacked, got a broken one (BadZipFile)": "member_that_explodes",
    "expected a regular file, got a link or a device": "member_that_is_a_link",
    "expected a file that can be unpacked, got a broken one (RuntimeError)": "member_with_a_password",
    "expected one notebook of student66, got several equally old": "members_of_one_name",
    "expected one student of the id student01": "name_of_the_neighbour",
    "student66.ipynb → student66: taken": "names_that_leave_the_folder",
}

SENTENCES = {name: sentence for sentence, names in _SENTENCES.items() for name in names.split()}

# The first call of each check is right, and one check asks for no second.
EARNED = {
    name: {"target_score": 1} for name in ("be_right_only_the_first_time", "hang_from_the_second_call_on")
}

# These break what runs the student's own later cells; nobody else's, and nothing that was checked before.
LOSES_ITS_OWN = {"blank_later_cells", "report_every_cell_as_run", "replace_the_worker_s_functions"}
