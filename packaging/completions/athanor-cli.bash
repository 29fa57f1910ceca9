# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of athanor-cli for bash.

_athanor_cli() {
    local common="-c --config --project -n --name --url --connection --python -x --format -q --quiet --raiseerr -h --help --help-all --version"
    local commands="init revision merge edit list_templates upgrade downgrade stamp ensure_version current history heads bases branches show batch plan trust models sandbox"
    local runs="--sql --transaction --lock-timeout --statement-timeout --wait --tag --env-py -v --verbose"
    local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    local command="" second="" i skip=0 words

    for ((i = 1; i < COMP_CWORD; i++)); do
        if ((skip)); then
            skip=0
            continue
        fi
        case "${COMP_WORDS[i]}" in
            -c | --config | --project | -n | --name | --url | --connection | --python | -x | --format) skip=1 ;;
            -*) ;;
            *)
                if [[ -z $command ]]; then
                    command="${COMP_WORDS[i]}"
                elif [[ -z $second ]]; then
                    second="${COMP_WORDS[i]}"
                fi
                ;;
        esac
    done

    case "$previous" in
        -c | --config | --python)
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --project | --version-path | --folder)
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return
            ;;
        --format)
            mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word")
            return
            ;;
        --transaction)
            mapfile -t COMPREPLY < <(compgen -W "revision all" -- "$word")
            return
            ;;
        -n | --name | --url | --connection | -x | --tag | -m | --message | --at | --branch-label | --rev-id | --depends-on | \
            --template | --head | --lock-timeout | --statement-timeout | --wait | --confirm | --database | \
            -r | --rev-range | --range)
            return
            ;;
    esac

    case "$command" in
        "") words="$commands" ;;
        init)
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            [[ $word == -* ]] || return
            words=""
            ;;
        revision) words="-m --message --head --splice --branch-label --version-path --rev-id --depends-on --sql --template --list-templates" ;;
        merge) words="heads -m --message --branch-label --rev-id --splice --sql" ;;
        edit) words="head heads base current" ;;
        list_templates) words="" ;;
        ensure_version) words="--sql" ;;
        upgrade) words="head heads +1 $runs" ;;
        downgrade) words="base -1 $runs --confirm" ;;
        stamp) words="head heads base --purge $runs --confirm" ;;
        current) words="--at -c --check-heads -v --verbose" ;;
        history) words="--at -r --rev-range --range -i --indicate-current -v --verbose" ;;
        heads) words="--at --resolve-dependencies -v --verbose" ;;
        bases | branches) words="--at -v --verbose" ;;
        show) words="head heads base current --at --sql" ;;
        trust) words="--revoke --list" ;;
        plan)
            case "$second" in
                upgrade) words="head heads +1 --at --sql --check -v --verbose" ;;
                downgrade) words="base -1 --at --sql --check -v --verbose" ;;
                stamp) words="head heads base --purge --at --sql --check -v --verbose" ;;
                *) words="upgrade downgrade stamp" ;;
            esac
            ;;
        sandbox)
            case "$second" in
                "") words="start stop status url run" ;;
                *) words="--database --folder" ;;
            esac
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words $common" -- "$word")
}

complete -F _athanor_cli athanor-cli
