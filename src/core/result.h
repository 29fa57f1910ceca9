// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Result<T>: a value or an Error. No exceptions cross our own calls.

#include "core/error.h"

#include <tl/expected.hpp>

namespace athanor {

template <typename T = void> using Result = tl::expected<T, Error>;

/// Wraps \a error so that it converts to any Result.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace athanor
