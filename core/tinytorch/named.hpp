// core: a list of names and values in the order in which they came. Needs nothing.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinytorch {

/// Each name stands once. Meant for tens of entries: looking up reads the list.
/// Example: `Named<double> metrics{{"loss", 0.3}, {"accuracy", 0.9}};`
template <class T>
class Named {
 public:
  using value_type = std::pair<std::string, T>;
  using iterator = typename std::vector<value_type>::iterator;
  using const_iterator = typename std::vector<value_type>::const_iterator;

  Named() = default;
  /// Of a name that comes twice, the last value stays, in the place of the first.
  Named(std::initializer_list<value_type> entries) {
    for (const value_type& entry : entries) set(entry.first, entry.second);
  }

  /// Replaces the value of a name that is there, else adds it at the end. Returns the value in
  /// place.
  T& set(std::string_view name, T value) {
    if (T* old = find(name)) return *old = std::move(value);
    return entries_.emplace_back(std::string(name), std::move(value)).second;
  }

  /// Null if there is no such name. Valid until the list changes.
  const T* find(std::string_view name) const noexcept {
    for (const value_type& entry : entries_) {
      if (entry.first == name) return &entry.second;
    }
    return nullptr;
  }
  T* find(std::string_view name) noexcept {
    return const_cast<T*>(std::as_const(*this).find(name));
  }
  bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }

  std::size_t size() const noexcept { return entries_.size(); }
  bool empty() const noexcept { return entries_.empty(); }
  iterator begin() noexcept { return entries_.begin(); }
  iterator end() noexcept { return entries_.end(); }
  const_iterator begin() const noexcept { return entries_.begin(); }
  const_iterator end() const noexcept { return entries_.end(); }

  friend bool operator==(const Named&, const Named&) = default;

 private:
  std::vector<value_type> entries_{};
};

}  // namespace tinytorch
