// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/revisionfiles.h"

#include "core/projectconfig.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

bool isRevisionName(std::string_view name)
{
    if (name.ends_with(".py"))
        return !name.starts_with("__init__") && !name.starts_with(".#");
    return name.ends_with(".sql") && !name.starts_with('.');
}

bool isFolder(const std::string& path, unsigned char type)
{
    if (type != DT_UNKNOWN && type != DT_LNK)
        return type == DT_DIR;
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

class Lister {
public:
    explicit Lister(bool recursive) : m_recursive(recursive) { }

    /// 0, or the errno of the folder that could not be read.
    int list(const std::string& folder, int depth);

    QStringList files;
    std::string failed; ///< that folder

private:
    bool m_recursive;
};

int Lister::list(const std::string& folder, int depth)
{
    constexpr int kMaximumDepth = 64; // folders that link to themselves
    const std::unique_ptr<DIR, CloseFolder> handle(::opendir(folder.c_str()));
    if (!handle) {
        failed = folder;
        return errno;
    }
    std::vector<char> letters; // of all names: one text for each would cost more than the listing
    std::vector<std::pair<std::size_t, std::size_t>> places; // where a name begins, and its length
    std::vector<std::string> folders;
    while (const dirent* entry = ::readdir(handle.get())) {
        const std::string_view name(entry->d_name);
        const bool wanted = isRevisionName(name);
        const bool enter = m_recursive && name != "." && name != ".." && name != "__pycache__";
        if (!wanted && !enter)
            continue;
        const bool plain = entry->d_type == DT_REG;
        const std::string path = plain ? std::string() : folder + '/' + entry->d_name;
        if (!plain && isFolder(path, entry->d_type)) {
            // A linked folder is not entered, as in Python's os.walk.
            if (enter && entry->d_type != DT_LNK)
                folders.emplace_back(name);
        } else if (wanted) {
            places.emplace_back(letters.size(), name.size());
            letters.insert(letters.end(), name.begin(), name.end());
        }
    }
    std::vector<std::string_view> names;
    names.reserve(places.size());
    for (const auto& [start, length] : places)
        names.emplace_back(letters.data() + start, length);
    std::sort(names.begin(), names.end());
    std::sort(folders.begin(), folders.end());
    const QString prefix = QFile::decodeName(folder.c_str()) + u'/';
    files.reserve(files.size() + static_cast<qsizetype>(names.size()));
    for (const std::string_view name : names)
        files.append(prefix + QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    for (const std::string& name : folders) {
        if (depth >= kMaximumDepth)
            break;
        if (const int number = list(folder + '/' + name, depth + 1); number != 0)
            return number;
    }
    return 0;
}

} // namespace

Result<QStringList> listRevisionFiles(const QString& folder, bool recursive)
{
    Lister lister(recursive);
    const int number = lister.list(QFile::encodeName(folder).toStdString(), 0);
    if (number == 0)
        return std::move(lister.files);
    return fail(projectError(
        QString::fromStdString(lister.failed), 0,
        u"The folder of revisions cannot be read: %1"_s.arg(QString::fromLocal8Bit(std::strerror(number))),
        u"Restore the folder, or correct version_locations"_s));
}

} // namespace athanor
