# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of athanor-cli for fish.

set -l commands init revision merge edit list_templates upgrade downgrade stamp ensure_version current history heads bases branches show batch plan trust models sandbox
set -l runs upgrade downgrade stamp
set -l looks current history heads bases branches show plan

complete -c athanor-cli -f
complete -c athanor-cli -s c -l config -r -F -d 'Configuration file'
complete -c athanor-cli -l project -x -a '(__fish_complete_directories)' -d 'Folder of the project'
complete -c athanor-cli -s n -l name -x -d 'Section of the configuration file'
complete -c athanor-cli -l url -x -d Database
complete -c athanor-cli -l connection -x -d 'Connection saved by the window'
complete -c athanor-cli -l python -r -F -d 'Python of the project'
complete -c athanor-cli -s x -x -d 'Argument for the project\'s Python'
complete -c athanor-cli -l format -x -a 'text json' -d 'How to answer'
complete -c athanor-cli -s q -l quiet -d 'Say nothing while it works'
complete -c athanor-cli -l raiseerr -d 'Taken as Alembic takes it'
complete -c athanor-cli -s h -l help -d 'Print help'
complete -c athanor-cli -l help-all -d 'Print the help of all commands'
complete -c athanor-cli -l version -d 'Print the version'

set -l none "not __fish_seen_subcommand_from $commands"
complete -c athanor-cli -n $none -a init -d 'Make a new SQL project'
complete -c athanor-cli -n $none -a revision -d 'Make a new revision file'
complete -c athanor-cli -n $none -a merge -d 'Merge several heads'
complete -c athanor-cli -n $none -a edit -d 'Open revision files in the editor'
complete -c athanor-cli -n $none -a list_templates -d 'List the templates for new SQL revisions'
complete -c athanor-cli -n $none -a upgrade -d 'Upgrade a database'
complete -c athanor-cli -n $none -a downgrade -d 'Take a database back'
complete -c athanor-cli -n $none -a stamp -d 'Record a revision without running anything'
complete -c athanor-cli -n $none -a ensure_version -d 'Create the version table'
complete -c athanor-cli -n $none -a current -d 'Show where a database stands'
complete -c athanor-cli -n $none -a history -d 'List revisions, newest first'
complete -c athanor-cli -n $none -a heads -d 'Show the heads'
complete -c athanor-cli -n $none -a bases -d 'Show the bases'
complete -c athanor-cli -n $none -a branches -d 'Show the branch points'
complete -c athanor-cli -n $none -a show -d 'Show everything about a revision'
complete -c athanor-cli -n $none -a batch -d 'Answer queries from standard input'
complete -c athanor-cli -n $none -a plan -d 'Show what a command would do'
complete -c athanor-cli -n $none -a trust -d 'Agree that the project\'s Python runs'
complete -c athanor-cli -n $none -a models -d 'Print the SQL of the models'
complete -c athanor-cli -n $none -a sandbox -d 'Use the private PostgreSQL server'

complete -c athanor-cli -n '__fish_seen_subcommand_from init' -a '(__fish_complete_directories)'

set -l making '__fish_seen_subcommand_from revision merge'
complete -c athanor-cli -n $making -s m -l message -x -d 'What it does'
complete -c athanor-cli -n $making -l branch-label -x -d 'Branch label'
complete -c athanor-cli -n $making -l rev-id -x -d 'Its id'
complete -c athanor-cli -n $making -l sql -d 'Make a SQL revision'
complete -c athanor-cli -n $making -l splice -d 'Allow parents that are not heads'
set -l revision '__fish_seen_subcommand_from revision'
complete -c athanor-cli -n $revision -l head -x -a 'head base' -d 'Revision to stand on'
complete -c athanor-cli -n $revision -l version-path -x -a '(__fish_complete_directories)' -d 'Version location'
complete -c athanor-cli -n $revision -l depends-on -x -d 'Revision it depends on'
complete -c athanor-cli -n $revision -l template -x -d 'Template to start from'
complete -c athanor-cli -n $revision -l list-templates -d 'List the templates'

complete -c athanor-cli -n '__fish_seen_subcommand_from merge' -a heads
complete -c athanor-cli -n '__fish_seen_subcommand_from upgrade' -a 'head heads +1'
complete -c athanor-cli -n '__fish_seen_subcommand_from downgrade' -a 'base -1'
complete -c athanor-cli -n '__fish_seen_subcommand_from stamp' -a 'head heads base'
complete -c athanor-cli -n '__fish_seen_subcommand_from ensure_version' -l sql -d 'Print the SQL instead of running it'
complete -c athanor-cli -n '__fish_seen_subcommand_from show edit' -a 'head heads base current'
complete -c athanor-cli -n '__fish_seen_subcommand_from show' -l sql -d 'Show its SQL too'
complete -c athanor-cli -n '__fish_seen_subcommand_from trust' -l revoke -d 'Take the agreement back'
complete -c athanor-cli -n '__fish_seen_subcommand_from trust' -l list -d 'List the projects agreed to'
complete -c athanor-cli -n '__fish_seen_subcommand_from plan' -a 'upgrade downgrade stamp'

set -l run "__fish_seen_subcommand_from $runs"
complete -c athanor-cli -n $run -l sql -d 'Print the SQL instead of running it'
complete -c athanor-cli -n $run -l transaction -x -a 'revision all' -d Transactions
complete -c athanor-cli -n $run -l lock-timeout -x -d 'Longest wait for a lock'
complete -c athanor-cli -n $run -l statement-timeout -x -d 'Longest time of a statement'
complete -c athanor-cli -n $run -l tag -x -d 'Tag for env.py'
complete -c athanor-cli -n '__fish_seen_subcommand_from upgrade downgrade' -l env-py -d 'Run Python revisions through env.py'
complete -c athanor-cli -n $run -l wait -x -d 'How long to wait for another run'
complete -c athanor-cli -n '__fish_seen_subcommand_from downgrade stamp' -l confirm -x -d 'Name of the database'
complete -c athanor-cli -n '__fish_seen_subcommand_from stamp' -l purge -d 'Forget all rows first'

complete -c athanor-cli -n "__fish_seen_subcommand_from $looks" -l at -x -d 'Version rows to start from'
complete -c athanor-cli -n "__fish_seen_subcommand_from $runs current history heads bases branches" -s v -l verbose -d 'Tell more'
complete -c athanor-cli -n '__fish_seen_subcommand_from current' -s c -l check-heads -d 'Exit code 3 unless at all heads'
complete -c athanor-cli -n '__fish_seen_subcommand_from history' -s r -l rev-range -l range -x -d 'START:END'
complete -c athanor-cli -n '__fish_seen_subcommand_from history' -s i -l indicate-current -d 'Mark where the database stands'
complete -c athanor-cli -n '__fish_seen_subcommand_from heads' -l resolve-dependencies -d 'Count depends-on links'
complete -c athanor-cli -n '__fish_seen_subcommand_from plan' -l check -d 'Exit code 3 when there is something to do'
complete -c athanor-cli -n '__fish_seen_subcommand_from plan' -s v -l verbose -d 'Show the SQL too'

set -l sandbox '__fish_seen_subcommand_from sandbox'
complete -c athanor-cli -n $sandbox -a 'start stop status url run'
complete -c athanor-cli -n $sandbox -l database -x -d Database
complete -c athanor-cli -n $sandbox -l folder -x -a '(__fish_complete_directories)' -d 'Where its data are'
