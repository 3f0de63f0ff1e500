using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Ipfl.Service.Storage;

/// <summary>What <c>dotnet ef migrations add</c> builds its model from.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ServiceDb>
{
    public ServiceDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ServiceDb>().UseSqlite("Data Source=design.db").Options);
}
