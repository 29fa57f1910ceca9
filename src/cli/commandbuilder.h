// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parser while it is built, and the kinds of options that commands share. Included only by what describes
// the command line: it brings in CLI11. Main thread.

#include "cli/options.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace athanor {

/// CLI11 takes "-1" and "-3:current" for options, an empty value for a missing one, and, after "--", the name
/// of a command for the command. Such words get this mark in front (an empty value: behind) before it sees
/// them; text() takes it off again.
constexpr char kArgumentMark = '\x01';

/// What was written on the command line, without the mark.
[[nodiscard]] QString text(const std::string& value);
/// A translated text for CLI11.
[[nodiscard]] std::string words(const QString& translated);

/// The value of the option (or positional) \a names. An option in its place is refused: its value was
/// forgotten.
[[nodiscard]] QString valueOf(const char* names, const std::string& value);

CLI::Option* addText(CLI::App& app, const char* names, QString& target, const char* type,
                     const QString& help);
CLI::Option* addTexts(CLI::App& app, const char* names, QStringList& target, const char* type,
                      const QString& help);
void addDuration(CLI::App& app, const char* names, Milliseconds& target, const QString& help);
void addVerbose(CLI::App& app, bool& target, const QString& help);
void addAt(CLI::App& app, std::optional<QStringList>& target);

/// Each command keeps its options alive and hands them over when it was chosen.
class CommandBuilder {
public:
    CommandBuilder();

    CLI::App& app() { return m_app; }

    [[nodiscard]] const Invocation& invocation() const { return m_invocation; }

    /// A command whose options are a \a T.
    template <typename T>
    std::pair<CLI::App*, T*> add(CLI::App& parent, const char* name, const QString& help, T initial = {})
    {
        CLI::App* app = parent.add_subcommand(name, words(help));
        app->fallthrough();
        auto options = std::make_shared<T>(std::move(initial));
        app->final_callback([this, options] { m_invocation.command = *options; });
        return {app, options.get()};
    }

private:
    void addCommonOptions();

    CLI::App m_app;
    Invocation m_invocation;
};

// The commands, by what they are for.
void addAuthoring(CommandBuilder& builder);
void addRuns(CommandBuilder& builder);
void addLooking(CommandBuilder& builder);
void addPlan(CommandBuilder& builder);
void addSandbox(CommandBuilder& builder);

} // namespace athanor
